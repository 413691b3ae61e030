// What of dcmjs is used; the package has no types of its own.

declare module "dcmjs" {
  type Naturalised = Readonly<Record<string, unknown>>;
  export const data: {
    readonly DicomMetaDictionary: { denaturalizeDataset(dataset: Naturalised): Record<string, unknown> };
    readonly DicomDict: new (meta: Record<string, unknown>) => { dict: Record<string, unknown>; write(): ArrayBuffer };
  };
}
