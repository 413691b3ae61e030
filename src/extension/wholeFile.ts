// Files of which there is all or nothing: VS Code takes a write that a full disk cut short for a whole one.

import * as vscode from "vscode";

/** @throws FileSystemError, also where not all bytes were written */
export async function writeWhole(file: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(file, bytes);
  if ((await vscode.workspace.fs.stat(file)).size !== bytes.byteLength) throw vscode.FileSystemError.Unavailable(file);
}

/** Writes beside the place and renames: where that fails the old file stays. @throws FileSystemError */
export async function replaceWhole(file: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const unfinished = file.with({ path: `${file.path}.part` });
  try {
    await writeWhole(unfinished, bytes);
    await vscode.workspace.fs.rename(unfinished, file, { overwrite: true });
  } catch (error) {
    await Promise.resolve(vscode.workspace.fs.delete(unfinished)).catch(() => undefined); // Its bytes are room for a report.
    throw error;
  }
}
