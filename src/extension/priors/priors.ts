// Earlier studies of the patient of an open image: those of the open folders, and those of the archive for studies that
// came from it, or where the person asks.

import type * as vscode from "vscode";
import type { Drafting } from "../../client/index.ts";
import { Cancelled } from "../../processes/index.ts";
import type { ArchiveService } from "../archive/archiveService.ts";
import type { Log } from "../log.ts";

/** An earlier study, and where it is. */
export interface Prior {
  readonly study: string;
  readonly StudyDescription: string;
  readonly Modality: string;
  /** YYYYMMDD; null while it is hidden, empty where it is not known. */
  readonly StudyDate: string | null;
  readonly daysEarlier: number;
  readonly nImages: number | null;
  /** The image to open; null: in the archive alone. */
  readonly path: string | null;
}

export interface FoundEarlier {
  readonly priors: readonly Prior[];
  /** Why the archive could not be asked; null: it was, or was not to be. */
  readonly archiveError: unknown;
}

export interface PriorsOptions {
  readonly drafting: () => Drafting;
  readonly archive: ArchiveService;
  /** Folders that are looked through. */
  readonly roots: () => Promise<readonly string[]>;
  readonly log: Log;
}

export interface PriorsQuestion {
  readonly path: string;
  /** Whether days may be told. */
  readonly showPatient: boolean;
  /** Whether the archive is asked, too: its patient's identifier goes to it. */
  readonly asksArchive: boolean;
}

/**
 * Earlier studies, the latest first; one that is in a folder and in the archive is told once, from the folder.
 * @throws Cancelled; ProcessError of the reader
 */
export async function findPriors({ drafting, archive, roots }: PriorsOptions, question: PriorsQuestion, signal: AbortSignal): Promise<FoundEarlier> {
  const { path, showPatient } = question;
  const [local, remote] = await Promise.all([drafting().priors({ path, roots: [...(await roots())], showPatient }, signal), ofArchive(archive, question, signal)]);
  const here: Prior[] = local.priors.map(({ images, ...prior }) => ({ ...prior, nImages: images }));
  const known = new Set(here.map(({ study }) => study));
  const all = [...here, ...remote.priors.filter(({ study }) => !known.has(study))];
  return { priors: all.sort((one, other) => one.daysEarlier - other.daysEarlier), archiveError: remote.archiveError };
}

async function ofArchive(archive: ArchiveService, { path, showPatient, asksArchive }: PriorsQuestion, signal: AbortSignal): Promise<FoundEarlier> {
  const connection = asksArchive ? await archive.connection() : null;
  if (connection === null) return { priors: [], archiveError: null };
  try {
    const { studies } = await archive.process.earlier({ connection, path, showPatient }, signal);
    const priors = studies.map(({ study, patient, StudyDescription, modalities, nImages, daysEarlier }): Prior => ({
      study, StudyDescription, Modality: modalities[0] ?? "", StudyDate: patient?.StudyDate ?? null, daysEarlier: daysEarlier ?? 0, nImages, path: null,
    }));
    return { priors, archiveError: null };
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return { priors: [], archiveError: error };
  }
}

/** Whether a file came from the archive: then its archive may be asked about its patient without being told to. */
export function cameFromArchive(archive: ArchiveService, uri: vscode.Uri): boolean {
  return uri.fsPath.startsWith(archive.cacheFolder.fsPath);
}
