// What the tags of an image say, as far as a template, a prompt or a lint asks for it. Keys are PS3.6 keywords.

/** Empty strings and nulls where the file has nothing. No name, no date and no identifier is in it. */
export interface ImageFacts {
  readonly Modality: string;
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
  /** Laterality or ImageLaterality: `L`, `R`, `B` or `U`. */
  readonly Laterality: string;
  /** `M`, `F` or `O`. */
  readonly PatientSex: string;
  /** From PatientAge (PS3.5 6.2, AS), else from birth and study date; in years, with a fraction below 2. */
  readonly ageYears: number | null;
  readonly StudyDescription: string;
  readonly SeriesDescription: string;
  readonly ProtocolName: string;
  readonly ContrastBolusAgent: string;
  readonly ScanningSequence: string;
  readonly MagneticFieldStrength: number | null;
  /** kV */
  readonly KVP: number | null;
  /** mm */
  readonly SliceThickness: number | null;
  readonly nImages: number | null;
}
