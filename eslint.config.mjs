// What lint asks for: typescript-eslint's strict, type-checked rules, and the house style where a rule can see it.

import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const SOURCES = ["src/**/*.ts", "webview/**/*.ts", "evaluation/**/*.ts"];
const TESTS = ["test/**/*.ts", "bench/**/*.ts"];
const SCRIPTS = ["**/*.mjs", "**/*.cjs"];

/** House style 2.2: named exports only. */
const NO_DEFAULT_EXPORT = { selector: "ExportDefaultDeclaration", message: "Named exports only." };
/** House style 2.1: a layer's door names each export. */
const NO_EXPORT_ALL = { selector: "ExportAllDeclaration", message: "Name each export." };
const NO_ENUM = { selector: "TSEnumDeclaration", message: "A union of strings instead." };

export default defineConfig(
  globalIgnores(["node_modules/", "dist/", ".cache/", ".vscode-test/", "models/", "samples/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    files: [...SOURCES, ...TESTS],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A validator's type parameter stands once, in what it returns.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Matters of taste where both forms are clear.
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/dot-notation": "off",
      "no-restricted-syntax": ["error", NO_DEFAULT_EXPORT, NO_EXPORT_ALL, NO_ENUM],
      eqeqeq: "error",
    },
  },
  {
    files: SOURCES,
    rules: {
      "max-lines": ["error", { max: 350, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  { files: ["src/cli/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: TESTS,
    rules: {
      "max-lines": ["error", { max: 350 }],
      // Golden files are trusted data of many shapes; a wrong guess about one fails the test that makes it.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Tests take things apart: a field of a manifest, a string into its units.
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-misused-spread": "off",
    },
  },
  {
    files: SCRIPTS,
    extends: [tseslint.configs.base],
    rules: {
      "no-unused-vars": "error",
      "no-undef": "off",
      "prefer-const": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 350 }],
    },
  },
);
