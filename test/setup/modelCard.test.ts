// What a model's card and licence file are read as.

import assert from "node:assert/strict";
import { licenceOf } from "../../src/setup/modelCard.ts";

const LONG_LINE = "x".repeat(2000);

describe("the licence of a repository", () => {
  const cases: readonly (readonly [title: string, card: string | null, file: string | null, expected: { name: string; link?: string; text?: string }])[] = [
    ["is nothing where nothing is said", null, null, { name: "" }],
    ["is nothing where the card is silent", "# A model\n\nIt writes.", null, { name: "" }],
    ["is named in the card's head", "---\nlicense: apache-2.0\ntags:\n- medical\n---\n# A model\n", null, { name: "apache-2.0" }],
    ["may have a name of its own, and an address", "---\nlicense: other\nlicense_name: \"asu-nc\"\nlicense_link: https://example.org/LICENSE\n---\n", null, { name: "asu-nc", link: "https://example.org/LICENSE" }],
    ["is taken from a head with Windows line ends", "---\r\nlicense: 'mit'\r\n---\r\n", null, { name: "mit" }],
    ["has no address that is not of the web", "---\nlicense: other\nlicense_link: javascript:alert(1)\n---\n", null, { name: "other" }],
    ["has the card's section about it as its text", "# A model\n## License\nFor research.\n### More\nNot for money.\n## Use\nRun it.", null, { name: "", text: "## License\nFor research.\n### More\nNot for money." }],
    ["has its file as its text, before the card's section", "---\nlicense: mit\n---\n## Licence\nSee the file.", "MIT License\n\nDo as you like.\n", { name: "mit", text: "MIT License\n\nDo as you like." }],
    ["is named by its file's first line where the card is silent", null, "\n  MIT License\nDo as you like.", { name: "MIT License", text: "MIT License\nDo as you like." }],
    ["is not named by a sentence", null, `${"You may ".repeat(20)}\n`, { name: "", text: "You may ".repeat(20).trim() }],
    ["is not named in the card's body", "# A model\nlicense: mit\n", null, { name: "" }],
  ];
  for (const [title, card, file, { name, link = "", text = "" }] of cases) {
    it(title, () => { assert.deepEqual(licenceOf("owner/name", card, file), { repository: "owner/name", name, link, text }); });
  }

  it("is cut to what can be shown", () => {
    assert.equal(licenceOf("owner/name", `---\nlicense: ${LONG_LINE}\n---\n`, null).name.length, 512);
    assert.equal(licenceOf("owner/name", null, `${LONG_LINE}\n`.repeat(1000)).text.length, 200_000);
  });
});
