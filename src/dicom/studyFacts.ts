// What the attributes of a file say for a report: modality, body part, side, sex, age and technique. No name, no date, no identifier.

import type { DataSet } from "./dataSet.ts";

/** Keys are PS3.6 keywords; "" and null where the file has nothing. */
export interface StudyFacts {
  readonly Modality: string;
  /** Else the meaning of AnatomicRegionSequence's code (PS3.3 10.5), which newer objects carry instead. */
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
  /** `L`, `R`, `B` or `U`: Laterality, ImageLaterality or the shared FrameLaterality. */
  readonly Laterality: string;
  readonly PatientSex: string;
  /** Years, with a fraction below 2. */
  readonly ageYears: number | null;
  readonly StudyDescription: string;
  readonly SeriesDescription: string;
  readonly ProtocolName: string;
  readonly ContrastBolusAgent: string;
  readonly ScanningSequence: string;
  /** Tesla */
  readonly MagneticFieldStrength: number | null;
  /** kV */
  readonly KVP: number | null;
  /** mm */
  readonly SliceThickness: number | null;
  /** ImagesInAcquisition, else NumberOfFrames. */
  readonly nImages: number | null;
}

/** For an image without attributes. */
export const NO_STUDY_FACTS: StudyFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

/** The facts of a data set. */
export function studyFacts(dataSet: DataSet): StudyFacts {
  const [shared] = dataSet.items("SharedFunctionalGroupsSequence");
  const [anatomy] = shared?.items("FrameAnatomySequence") ?? [];
  const [measures] = shared?.items("PixelMeasuresSequence") ?? [];
  const text = (keyword: Parameters<DataSet["text"]>[0]): string => dataSet.text(keyword) ?? "";
  const number = (keyword: Parameters<DataSet["text"]>[0]): number | null => dataSet.decimals(keyword)[0] ?? null;
  const region = (of: DataSet | undefined): string => of?.items("AnatomicRegionSequence")[0]?.text("CodeMeaning") ?? "";
  return {
    Modality: text("Modality"),
    BodyPartExamined: text("BodyPartExamined") || region(dataSet) || region(anatomy),
    ViewPosition: text("ViewPosition"),
    Laterality: text("Laterality") || text("ImageLaterality") || (anatomy?.text("FrameLaterality") ?? ""),
    PatientSex: text("PatientSex"),
    ageYears: ageOfText(text("PatientAge")) ?? ageOfDates(text("PatientBirthDate"), text("StudyDate")),
    StudyDescription: text("StudyDescription"),
    SeriesDescription: text("SeriesDescription"),
    ProtocolName: text("ProtocolName"),
    ContrastBolusAgent: text("ContrastBolusAgent"),
    ScanningSequence: dataSet.texts("ScanningSequence").join("\\"),
    MagneticFieldStrength: tesla(number("MagneticFieldStrength")),
    KVP: number("KVP"),
    SliceThickness: number("SliceThickness") ?? measures?.decimals("SliceThickness")[0] ?? null,
    nImages: wholeCount(number("ImagesInAcquisition")) ?? wholeCount(number("NumberOfFrames")),
  };
}

const DAYS_A_YEAR = 365.25;
const UNITS_A_YEAR: Readonly<Record<string, number>> = { D: DAYS_A_YEAR, W: DAYS_A_YEAR / 7, M: 12, Y: 1 };
/** Nobody is older: an age beyond it is a placeholder such as `999Y`, or a wrong date. */
const MAX_AGE_YEARS = 130;
/** Below it an age is told with its fraction. */
const WHOLE_YEARS_FROM = 2;
const MS_A_DAY = 86_400_000;

/** An age string, `nnnD`, `nnnW`, `nnnM` or `nnnY` (PS3.5 6.2, AS); files with fewer digits are read too. */
function ageOfText(age: string): number | null {
  const [, digits, unit] = /^(\d{1,3})([DWMY])$/.exec(age) ?? [];
  const unitsAYear = UNITS_A_YEAR[unit ?? ""];
  return unitsAYear === undefined ? null : plausibleAge(Number(digits) / unitsAYear);
}

function ageOfDates(birth: string, study: string): number | null {
  const born = dayOf(birth);
  const seen = dayOf(study);
  return born === null || seen === null ? null : plausibleAge((seen - born) / MS_A_DAY / DAYS_A_YEAR, birthdays(birth, study));
}

/** Whole years between two dates; a birthday counts on its day, which a division by the mean year can miss. */
function birthdays(birth: string, study: string): number {
  return Math.floor((Number(study.slice(0, 8)) - Number(birth.slice(0, 8))) / 10_000);
}

function plausibleAge(years: number, wholeYears = Math.floor(years)): number | null {
  if (!(years >= 0 && years <= MAX_AGE_YEARS)) return null;
  return wholeYears < WHOLE_YEARS_FROM ? years : wholeYears;
}

/** Milliseconds of a DA (PS3.5 6.2); null where it is none that the calendar has. */
function dayOf(date: string): number | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  if (year === undefined) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(at).getUTCDate() === Number(day) ? at : null;
}

/** Some files state gauss. */
function tesla(field: number | null): number | null {
  return field !== null && field > 100 ? field / 10_000 : field;
}

function wholeCount(count: number | null): number | null {
  return count !== null && Number.isSafeInteger(count) && count > 0 ? count : null;
}
