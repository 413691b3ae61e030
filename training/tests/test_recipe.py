"""Recipes: the ones that come with the code are valid, and a wrong key is told."""

import tempfile
import unittest
from pathlib import Path

from raddraft_training.recipe import read_recipe

RECIPES = Path(__file__).parent.parent / "recipes"


def read(text: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipe.toml"
        path.write_text(text, encoding="utf-8")
        return read_recipe(path)


HEAD = 'seed = 1\ninitialise = "from-scratch"\n'
SHAPES = "[decoder]\nvocab = 300\n[tower]\n"


class RecipeTest(unittest.TestCase):
    def test_every_recipe_here_is_valid(self) -> None:
        for path in sorted(RECIPES.glob("*.toml")):
            recipe = read_recipe(path)
            self.assertEqual(recipe.decoder.hidden % recipe.decoder.heads, 0, path.name)
            self.assertEqual(len({stage.name for stage in recipe.stages}), len(recipe.stages), path.name)

    def test_the_parts_that_a_stage_does_not_train_have_rate_zero(self) -> None:
        alignment = next(stage for stage in read_recipe(RECIPES / "demo.toml").stages if stage.kind == "alignment")
        self.assertEqual((alignment.rates.tower, alignment.rates.projector, alignment.rates.decoder), (0.0, 1.0, 0.0))

    def test_an_unknown_key_is_named(self) -> None:
        for text, key in ((f"{HEAD}stepps = 3\n{SHAPES}", "stepps"), (f'{HEAD}{SHAPES}[[stages]]\nname = "a"\nkind = "text"\nsteps = 1\nrate = 2\n', "rate"), (f'{HEAD}{SHAPES}[[stages]]\nname = "a"\nkind = "text"\nsteps = 1\nmix = {{ describes = 1.0 }}\n', "describes")):
            with self.assertRaisesRegex(ValueError, key):
                read(text)

    def test_an_unknown_kind_or_initialisation_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "guessing"):
            read(f'{HEAD}{SHAPES}[[stages]]\nname = "a"\nkind = "guessing"\nsteps = 1\n')
        with self.assertRaisesRegex(ValueError, "magic"):
            read(f'seed = 1\ninitialise = "magic"\n{SHAPES}')


if __name__ == "__main__":
    unittest.main()
