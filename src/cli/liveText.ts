// The canvas in a terminal: every position is a mask until it is committed, redrawn in place; plain lines elsewhere.

import type { DraftEvent } from "../engine/protocol.ts";

/** A mask on the screen, and a piece that is no whole character yet. */
const MASK = "·";
/** Certainty below which a piece is dimmed. */
const DIM_BELOW = 0.5;
/** Lines without a terminal: one for about every tenth of the steps. */
const PLAIN_LINES = 10;

const DIM = "\x1b[2m";
const PLAIN = "\x1b[0m";

export interface LiveText {
  show(event: DraftEvent): void;
  /** Leaves the last state on the screen, or takes it away. */
  end(): void;
}

interface Canvas {
  readonly pieces: ({ readonly piece: string; readonly certainty: number } | null)[];
  stopPosition: number | null;
}

/** Draws into a terminal by rewriting its own lines, or writes plain lines where there is none. */
export function liveText(stream: NodeJS.WriteStream): LiveText {
  const canvas: Canvas = { pieces: [], stopPosition: null };
  return stream.isTTY ? terminalText(stream, canvas) : plainText(stream, canvas);
}

function terminalText(stream: NodeJS.WriteStream, canvas: Canvas): LiveText {
  let linesDrawn = 0;
  const redraw = (status: string): void => {
    const columns = Math.max(20, stream.columns);
    const lines = [...wrapped(canvas, columns), `${DIM}${status.slice(0, columns - 1)}${PLAIN}`];
    const up = linesDrawn > 0 ? `\x1b[${String(linesDrawn)}A` : "";
    stream.write(`${up}\r\x1b[J${lines.join("\n")}\n`);
    linesDrawn = lines.length;
  };
  return {
    show: (event) => {
      update(canvas, event);
      redraw(statusOf(event));
    },
    end: () => {
      if (linesDrawn > 0) stream.write(`\x1b[${String(linesDrawn)}A\r\x1b[J`);
      linesDrawn = 0;
    },
  };
}

function plainText(stream: NodeJS.WriteStream, canvas: Canvas): LiveText {
  let lastPhase = "";
  return {
    show: (event) => {
      update(canvas, event);
      if (event.kind === "phase") {
        if (event.phase !== lastPhase) stream.write(`${statusOf(event)}\n`);
        lastPhase = event.phase;
        return;
      }
      if (event.kind !== "step" || event.step % Math.max(1, Math.round(event.of / PLAIN_LINES)) !== 0) return;
      stream.write(`${statusOf(event)}: ${visible(canvas).map((cell) => cell?.piece ?? MASK).join("")}\n`);
    },
    end: () => undefined,
  };
}

function update(canvas: Canvas, event: DraftEvent): void {
  if (event.kind === "begin") {
    canvas.pieces.splice(0, canvas.pieces.length, ...new Array<null>(event.genLength).fill(null));
    canvas.stopPosition = null;
  }
  if (event.kind !== "step") return;
  canvas.stopPosition = event.stopPosition;
  for (const { position, piece, certainty } of event.commits) {
    // A piece can hold control characters: none may reach the terminal.
    const shown = piece.replaceAll("\n", "⏎").replace(/[\p{Cc}\p{Cf}\uFFFD]/gu, MASK);
    if (position >= 0 && position < canvas.pieces.length) canvas.pieces[position] = { piece: shown, certainty };
  }
}

function visible(canvas: Canvas): Canvas["pieces"] {
  return canvas.pieces.slice(0, canvas.stopPosition ?? canvas.pieces.length);
}

function wrapped(canvas: Canvas, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const cell of visible(canvas)) {
    const piece = cell?.piece ?? MASK;
    if (width + piece.length >= columns) {
      lines.push(line);
      line = "";
      width = 0;
    }
    line += cell !== null && cell.certainty >= DIM_BELOW ? piece : `${DIM}${piece}${PLAIN}`;
    width += piece.length;
  }
  return line === "" ? lines : [...lines, line];
}

function statusOf(event: DraftEvent): string {
  switch (event.kind) {
    case "phase":
      return { queued: "waiting", waiting: "waiting for another program that uses the model", device: "trying the graphics card", loading: "loading the model", image: "looking at the image", prompt: "reading the prompt" }[event.phase];
    case "wanted":
      return event.isWanted ? "another program waits for the model" : "";
    case "begin":
      return `prompt of ${String(event.promptLength)} positions, canvas of ${String(event.genLength)}`;
    case "step":
      return `step ${String(event.step)} of ${String(event.of)}`;
  }
}
