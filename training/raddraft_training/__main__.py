"""`python3 -m raddraft_training COMMAND`: train, export, scores, examples, golden, plot."""

import argparse
import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from raddraft_training.recipe import Recipe, read_recipe


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m raddraft_training", description="Trains small LLaDA-MedV models for RadDraft.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="run a recipe, or go on with it")
    train.add_argument("recipe", type=Path)
    train.add_argument("corpus", type=Path, help="folder of corpus.jsonl")
    train.add_argument("run", type=Path, help="folder of the run, made where it is missing")
    train.add_argument("--threads", type=int, default=1, help="of each worker")
    train.add_argument("--workers", type=int, default=1, help="processes that each train on examples of their own; a step is then as many examples more")
    train.add_argument("--fold", type=int, default=-1, help="0 to 4: the last stage without the questions of this fold, for cross-validation")
    export = commands.add_parser("export", help="write a stage's weights as a checkpoint folder")
    export.add_argument("recipe", type=Path)
    export.add_argument("run", type=Path)
    export.add_argument("stage")
    export.add_argument("out", type=Path)
    export.add_argument("--name", default="siglip-raddraft-demo")
    mean = commands.add_parser("mean", help="average the weights of finished stages of one shape (arXiv 2203.05482)")
    mean.add_argument("out", type=Path, help="file in a run's folder; export it by its name")
    mean.add_argument("stages", type=Path, nargs="+", help="files of weights")
    golden = commands.add_parser("golden", help="write reference values of a checkpoint for pictures")
    golden.add_argument("checkpoint", type=Path)
    golden.add_argument("images", type=Path, help="folder of the pictures")
    golden.add_argument("runs", type=Path, help="JSON list of [picture, question, length]")
    golden.add_argument("out", type=Path)
    scores = commands.add_parser("scores", help="what a checkpoint says of a split, with the sampler of this folder")
    scores.add_argument("checkpoint", type=Path)
    scores.add_argument("corpus", type=Path)
    scores.add_argument("out", type=Path)
    scores.add_argument("--split", default="val")
    scores.add_argument("--images", type=int, default=200, help="most pictures of a score; pneumonia and questions take all")
    examples = commands.add_parser("examples", help="what a checkpoint says of pictures drawn by a seed, as a Markdown table")
    examples.add_argument("checkpoint", type=Path)
    examples.add_argument("corpus", type=Path)
    examples.add_argument("--split", default="val")
    examples.add_argument("--n", type=int, default=12)
    examples.add_argument("--seed", type=int, default=12)
    plot = commands.add_parser("plot", help="draw the learning curve of a run")
    plot.add_argument("run", type=Path)
    plot.add_argument("out", type=Path)
    plot.add_argument("--keys", nargs="+", default=["loss", "image loss", "text loss", "question loss"])
    run(parser.parse_args())


def without_fold(recipe: Recipe, fold: int) -> Recipe:
    """The recipe with its stages of questions renamed and without the questions of a fold."""
    return replace(recipe, stages=tuple(replace(stage, name=f"{stage.name}-fold{fold}", fold=fold) if stage.kind == "questions" else stage for stage in recipe.stages))


def speak(options: argparse.Namespace) -> None:
    """Prints the scores of a checkpoint and keeps them, or prints what it says of some pictures."""
    from raddraft_training.checkpoint import load_checkpoint
    from raddraft_training.corpus import read_pictures, read_questions
    from raddraft_training.scores import Scorer, all_scores, shown_examples

    network, tokenizer = load_checkpoint(options.checkpoint)
    scorer = Scorer(network, tokenizer, options.corpus)
    pictures = [picture for picture in read_pictures(options.corpus) if picture.split == options.split]
    if options.command == "examples":
        print("\n".join(shown_examples(scorer, pictures, options.n, options.seed)))
        return
    questions = [question for question in read_questions(options.corpus) if question.split == options.split]
    values = all_scores(scorer, pictures, questions, options.images)
    for name, value in values.items():
        print(f"{name:28} {value:.4f}")
    options.out.write_text(json.dumps({"split": options.split, "images": options.images, "scores": values}) + "\n", encoding="utf-8")


def run(options: argparse.Namespace) -> None:
    """Runs a command; PyTorch is loaded by those that need it."""
    if options.command == "plot":
        from raddraft_training.plot import plot_run

        plot_run(options.run, options.out, tuple(options.keys), f"Learning curve of {options.run.name}")
        return
    if options.command in ("scores", "examples"):
        speak(options)
        return
    import torch

    if options.command == "golden":
        from raddraft_training.golden import GoldenRun, write_golden

        runs = [GoldenRun(*each) for each in json.loads(options.runs.read_text(encoding="utf-8"))]
        write_golden(options.checkpoint, options.images, runs, options.out)
        return
    if options.command == "mean":
        from raddraft_training.checkpoint import mean_weights

        torch.save(mean_weights([torch.load(stage, map_location="cpu") for stage in options.stages]), options.out)
        return
    recipe = read_recipe(options.recipe)
    if options.command == "train":
        from raddraft_training.train import prepare, train
        from raddraft_training.workers import run_workers

        torch.set_num_threads(options.threads)
        recipe = recipe if options.fold < 0 else without_fold(recipe, options.fold)
        prepare(recipe, options.corpus, options.run)
        run_workers(options.workers, options.threads, partial(train, recipe, options.corpus, options.run))
    else:
        from raddraft_training.checkpoint import export
        from raddraft_training.network import Network

        network = Network(recipe.decoder, recipe.tower)
        network.load_state_dict(torch.load(options.run / f"{options.stage}.pt", map_location="cpu"))
        export(network, options.run / "tokenizer", options.out, options.name)


if __name__ == "__main__":
    main()
