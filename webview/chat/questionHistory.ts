// Earlier questions behind the arrow keys, as in a shell: up goes back, down comes forward to what was being typed. Pure.

export interface QuestionHistory {
  /** Takes the questions asked, the oldest first; begins at their end again. */
  take(questions: readonly string[]): void;
  /** The question before; null where there is none. @param typed what stands in the box */
  back(typed: string): string | null;
  /** The question after, at last what was being typed; null where nothing is recalled. */
  forward(): string | null;
  /** The person typed: what stands in the box is no recalled question any more. */
  reset(): void;
}

export function questionHistory(): QuestionHistory {
  let questions: readonly string[] = [];
  /** Index of the question shown; their number while none is. */
  let at = 0;
  let typedBefore = "";
  const reset = (): void => { at = questions.length; };
  return {
    take: (asked) => {
      questions = asked.filter((question, index) => question !== asked[index - 1]);
      reset();
    },
    back: (typed) => {
      if (at === questions.length) typedBefore = typed;
      const question = questions[at - 1];
      if (question === undefined) return null;
      at -= 1;
      return question;
    },
    forward: () => {
      if (at >= questions.length) return null;
      at += 1;
      return questions[at] ?? typedBefore;
    },
    reset,
  };
}
