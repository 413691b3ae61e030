// The words of a phrase that carry its meaning, with their endings cut off, so that `ureteral stone` and `stone in the ureter` share two.

/** Words that stand in any phrase of a report. */
const EMPTY = new Set(
  ("a an the of in on at to for from by with without and or but is are was were be been has have had this that these those there here it its as than then so not no nor any all some also only very within along about near up down over under again still however which who whose " +
    "left right bilateral both side sided mild moderate severe small large tiny minimal slight marked mildly moderately markedly slightly acute chronic new old seen noted identified present demonstrated visualized visualised shown evident appears appear appearing likely possible probable suspected suspicious consistent compatible suggest suggestive suggesting " +
    "measuring measures measure mm cm upper lower middle mid anterior posterior medial lateral proximal distal normal unremarkable clear otherwise finding findings change changes small-sized patient image images study examination approximately level area region der die das ein eine einer mit ohne und oder im in am vom zum zur bei auf nach von el la los las un una de del en con sin y o").split(" "),
);

/** Content words of a text in lower case, stemmed. */
export function contentWords(text: string): ReadonlySet<string> {
  const words = text.match(/[\p{L}][\p{L}'-]+/gu) ?? [];
  return new Set(words.filter((word) => word.length > 2 && !EMPTY.has(word)).map(stem));
}

/** Cuts what changes with number and word class; crude, since it is only compared with itself. */
function stem(word: string): string {
  const cut = word.replace(/(?:'s|ations?|ities|ity|ies|ical|ial|eal|al|ar|ic|ous|ing|ed|es|s|e|y|um|us|a|i|en|er|is)$/u, "");
  return cut.length >= 4 ? cut : word;
}
