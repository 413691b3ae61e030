// Rasterises media/icon.svg to media/icon.png, which VS Code shows in its list of extensions.

import path from "node:path";
import sharp from "sharp";
import { root } from "./steps.mjs";

const SIZE = 256;

await sharp(path.join(root, "media", "icon.svg")).resize(SIZE, SIZE).png({ compressionLevel: 9 }).toFile(path.join(root, "media", "icon.png"));
