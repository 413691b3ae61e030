"""A run from scratch with PyTorch: it can be stopped and goes on to the same weights, and writes a checkpoint that reads back.

Skipped where PyTorch, NumPy or Pillow is missing. Pictures are made here; no corpus is needed.
"""

import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import torch
    from PIL import Image

    WHY_NOT = ""
except ImportError as error:
    WHY_NOT = f"no {error.name} for Python"

RECIPE = Path(__file__).parent.parent / "recipes" / "tiny.toml"
PICTURES = 64


def write_corpus(folder: Path) -> None:
    """A corpus of bright and dark discs in the layout of the real one: the bright ones are called pneumonia."""
    numbers = np.random.default_rng(5)
    records, questions, offset = [], [], 0
    with (folder / "made.tar").open("wb") as shard:
        for index in range(PICTURES):
            height, width = (64, 64) if index % 3 else (64, 48)
            y, x = np.mgrid[0:height, 0:width]
            inside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < numbers.integers(200, 500)
            is_bright = index % 2 == 0
            grey = np.where(inside, 200 if is_bright else 90, 20) + numbers.normal(0, 4, (height, width))
            data = io.BytesIO()
            Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(data, "PNG")
            shard.write(data.getvalue())
            size = len(data.getvalue())
            records.append({"id": f"kermany/{index}", "shard": "made.tar", "offset": offset, "size": size, "width": width, "height": height, "source": "kermany", "modality": "radiograph", "body_part": "chest", "view": "AP",
                            "finding": ["Pneumonia", "viral"] if is_bright else ["Normal"], "split": "val" if index % 4 == 3 else "train"})
            questions.append({"id": f"q{index}", "image": f"kermany/{index}", "question": "Is it bright?", "answer": "Yes" if is_bright else "No", "answer_type": "CLOSED", "split": records[-1]["split"]})
            offset += size
    (folder / "corpus.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "vqa.jsonl").write_text("".join(json.dumps(question) + "\n" for question in questions))


@unittest.skipIf(WHY_NOT != "", f"skipped: {WHY_NOT}")
class TrainingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        cls.place = tempfile.TemporaryDirectory()
        cls.root = Path(cls.place.name)
        (cls.root / "corpus").mkdir()
        write_corpus(cls.root / "corpus")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.place.cleanup()

    def test_a_run_that_was_stopped_ends_in_the_same_weights_and_its_checkpoint_drafts(self) -> None:
        import contextlib
        from dataclasses import replace

        from raddraft_training.checkpoint import export, load_checkpoint
        from raddraft_training.recipe import read_recipe
        from raddraft_training.sampler import prompt_ids, prompt_rows, rows_of_image, sample, text_of
        from raddraft_training.train import train

        recipe = read_recipe(RECIPE)
        quick = replace(recipe, stages=tuple(replace(stage, steps=max(4, stage.steps // 5), examples=8, save_every=2, validate_every=1000) for stage in recipe.stages))
        with contextlib.redirect_stdout(io.StringIO()):
            whole = train(quick, self.root / "corpus", self.root / "whole")
            first_stage = quick.stages[0]
            stopped = self.root / "stopped"
            with self.assertRaises(KeyboardInterrupt):
                with stopping_after(3):
                    train(quick, self.root / "corpus", stopped)
            self.assertEqual(torch.load(stopped / "state.pt")["stage"], first_stage.name)
            resumed = train(quick, self.root / "corpus", stopped)
        for (name, left), right in zip(whole.state_dict().items(), resumed.state_dict().values()):
            self.assertTrue(torch.equal(left, right), name)
        # RadDraft's own test takes the checkpoint from there (scripts/trainingTests.mjs).
        out = Path(os.environ.get("RADDRAFT_CHECKPOINT") or self.root / "checkpoint")
        export(whole, self.root / "whole" / "tokenizer", out, "tiny")
        network, tokenizer = load_checkpoint(out)
        rows = rows_of_image(network, Image.new("RGB", (80, 64), (90, 90, 90)))
        prompt = prompt_rows(network, prompt_ids(tokenizer, [("user", "<image>\nDescribe the image.")]), rows)
        (sampled,) = sample(network, tokenizer, prompt[None], 16)
        self.assertIsInstance(text_of(tokenizer, sampled), str)
        self.assertEqual(len(sampled.ids), 16)

    def test_a_run_begins_with_a_checkpoints_tower_alone(self) -> None:
        import contextlib
        from dataclasses import replace

        from raddraft_training.checkpoint import export, load_checkpoint
        from raddraft_training.network import Network
        from raddraft_training.recipe import read_recipe
        from raddraft_training.train import prepare, train

        recipe = replace(read_recipe(RECIPE), stages=())
        prepare(recipe, self.root / "corpus", self.root / "begun")
        torch.manual_seed(7)
        export(Network(recipe.decoder, recipe.tower), self.root / "begun" / "tokenizer", self.root / "other", "other")
        other, _ = load_checkpoint(self.root / "other")
        with contextlib.redirect_stdout(io.StringIO()):
            begun = train(replace(recipe, initialise="resume", start=str(self.root / "other"), start_tower_only=True), self.root / "corpus", self.root / "begun")
        self.assertTrue(torch.equal(begun.tower.state_dict()["embeddings.patch_embedding.weight"], other.tower.state_dict()["embeddings.patch_embedding.weight"]))
        self.assertFalse(torch.equal(begun.lm_head.weight, other.lm_head.weight))

    def test_two_workers_train_one_network(self) -> None:
        # By the command line, whose functions the workers have to find.
        head, stage, *_ = RECIPE.read_text(encoding="utf-8").split("[[stages]]")
        recipe = self.root / "workers.toml"
        recipe.write_text(f"{head}[[stages]]{re.sub(r'steps = [0-9]+', 'steps = 2', stage)}", encoding="utf-8")
        command = [sys.executable, "-m", "raddraft_training", "train", str(recipe), str(self.root / "corpus"), str(self.root / "workers"), "--workers", "2"]
        done = subprocess.run(command, cwd=RECIPE.parent.parent, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.root / "workers" / "tower.pt").exists())

    def test_the_mean_of_weights_is_taken_number_by_number(self) -> None:
        from raddraft_training.checkpoint import mean_weights

        mean = mean_weights([{"a": torch.tensor([1.0, 3.0])}, {"a": torch.tensor([2.0, 5.0])}])
        self.assertEqual(mean["a"].tolist(), [1.5, 4.0])
        with self.assertRaises(ValueError):
            mean_weights([{"a": torch.ones(1)}, {"b": torch.ones(1)}])

    def test_an_orthogonal_update_has_singular_values_near_one(self) -> None:
        from raddraft_training.optimiser import orthogonal

        for shape in ((24, 64), (64, 24), (32, 32)):
            values = torch.linalg.svdvals(orthogonal(torch.randn(*shape, generator=torch.Generator().manual_seed(1))))
            self.assertTrue(0.3 < float(values.min()) and float(values.max()) < 1.3, values)

    def test_parts_that_a_stage_leaves_alone_get_no_optimiser(self) -> None:
        from raddraft_training.network import Network
        from raddraft_training.optimiser import optimisers_of
        from raddraft_training.recipe import Rates, Stage
        from raddraft_training.shapes import DecoderShape, TowerShape

        network = Network(DecoderShape(50, hidden=32, layers=2, heads=2, kv_heads=2, intermediate=48), TowerShape(hidden=16, layers=1, heads=2, intermediate=32, image_size=56))
        optimisers = optimisers_of(network, Stage("a", "alignment", 1, optimiser="muon", rates=Rates(0.0, 1.0, 0.0)))
        trained = {id(parameter) for group in optimisers.groups for parameter in group["params"]}
        self.assertEqual(trained, {id(parameter) for name, parameter in network.named_parameters() if "mm_projector" in name or "image_newline" in name})

    def test_wanted_rows_are_those_of_the_whole_sequence(self) -> None:
        from raddraft_training.network import Network
        from raddraft_training.shapes import DecoderShape, TowerShape

        torch.manual_seed(3)
        network = Network(DecoderShape(50, hidden=32, layers=2, heads=4, kv_heads=2, intermediate=48), TowerShape(hidden=16, layers=1, heads=2, intermediate=32, image_size=56))
        rows = torch.randn(2, 9, 32)
        bias = torch.zeros(2, 1, 1, 9)
        bias[1, :, :, 7:] = -1e9
        wanted = torch.tensor([[2, 5, 8], [0, 3, 6]])
        whole = network.hidden(rows, bias)
        self.assertTrue(torch.allclose(network.hidden(rows, bias, wanted), torch.stack([whole[0, wanted[0]], whole[1, wanted[1]]]), atol=1e-5))

    def test_padding_changes_no_output_of_what_it_follows(self) -> None:
        from raddraft_training.batches import Noise, batch_loss, collate
        from raddraft_training.canvas import answer_canvas
        from raddraft_training.examples import Example
        from raddraft_training.network import Network
        from raddraft_training.shapes import DecoderShape, TowerShape

        torch.manual_seed(4)
        network = Network(DecoderShape(50, hidden=32, layers=2, heads=2, kv_heads=2, intermediate=48), TowerShape(hidden=16, layers=1, heads=2, intermediate=32, image_size=56))
        noise = Noise(49, 0.99, 1.0)
        examples = [Example([1, 2], [3], answer_canvas([4, 5, 6], 5, 48), False), Example([1, 2, 7, 7, 7], [3], answer_canvas([8], 4, 48), False)]
        alone = [float(batch_loss(network, collate([example], [0], noise, random.Random(1)), []).detach()) for example in examples]
        self.assertTrue(all(loss > 0 for loss in alone))
        together = collate(examples, [0, 0], Noise(49, 1.0, 1.0), random.Random(1))
        apart = [collate([example], [0], Noise(49, 1.0, 1.0), random.Random(1)) for example in examples]
        self.assertAlmostEqual(float(batch_loss(network, together, []).detach()), sum(float(batch_loss(network, each, []).detach()) for each in apart) / 2, places=4)

    def test_a_prefix_sees_nothing_that_follows_and_all_that_follows_sees_it(self) -> None:
        from raddraft_training.batches import Noise, attention_bias, collate
        from raddraft_training.canvas import answer_canvas
        from raddraft_training.examples import Example
        from raddraft_training.network import Network
        from raddraft_training.shapes import DecoderShape, TowerShape

        torch.manual_seed(5)
        network = Network(DecoderShape(50, hidden=32, layers=2, heads=2, kv_heads=2, intermediate=48), TowerShape(hidden=16, layers=1, heads=2, intermediate=32, image_size=56))
        examples = [Example([1, 2], [3], answer_canvas([4, 5], 4, 48), True), Example([1], [3], answer_canvas([4], 2, 48), False)]
        batch = collate(examples, [3, 0], Noise(49, 0.5, 1.0, prefix_share=1.0), random.Random(1))
        self.assertEqual(batch.prefixes, [5, 0])
        rows = torch.randn(2, 10, 32)
        bias = attention_bias(batch, 10, rows.device, rows.dtype)
        before = network.hidden(rows, bias)
        self.assertTrue(torch.allclose(network.hidden(rows, bias, batch.wanted), torch.stack([before[row, batch.wanted[row]] for row in (0, 1)]), atol=1e-5))
        changed = rows.clone()
        changed[0, 7:] += 1
        after = network.hidden(changed, bias)
        self.assertTrue(torch.equal(after[0, :5], before[0, :5]))
        self.assertFalse(torch.allclose(after[0, 5:7], before[0, 5:7], atol=1e-3))
        changed = rows.clone()
        changed[0, 0] += 1
        self.assertFalse(torch.allclose(network.hidden(changed, bias)[0, 9], before[0, 9], atol=1e-3))
        self.assertIsNone(attention_bias(collate(examples[:1], [3], Noise(49, 0.5, 1.0), random.Random(1)), 10, rows.device, rows.dtype))

    def test_a_square_picture_without_augmentation_is_its_packed_view(self) -> None:
        from raddraft_training.data import plain_views, read_corpus
        from raddraft_training.images import open_picture, pixels_of, views_of

        corpus = read_corpus(self.root / "corpus", 112, self.root / "cache")
        for index in (1, 3):
            views = plain_views(corpus, [index])
            base, tile = views_of(open_picture(self.root / "corpus", corpus.pictures[index]), 112)
            self.assertLess(float((views.pixels[views.base[0]] - pixels_of(base)[:1]).abs().max()), 0.02)
            self.assertLess(float((views.pixels[views.tile[0]] - pixels_of(tile)[:1]).abs().mean()), 0.06)


class stopping_after:
    """Interrupts a run when it has drawn so many steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __enter__(self) -> None:
        from raddraft_training import train as module

        self.module, self.original = module, module.step_random

        def counted(*arguments: object) -> random.Random:
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
            return self.original(*arguments)

        module.step_random = counted

    def __exit__(self, *_: object) -> None:
        self.module.step_random = self.original


if __name__ == "__main__":
    unittest.main()
