"""`python3 -m raddraft_training COMMAND`: train, export, golden, scores, plot."""

import argparse
from pathlib import Path

from raddraft_training.recipe import read_recipe


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m raddraft_training", description="Trains small LLaDA-MedV models for RadDraft.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="run a recipe, or go on with it")
    train.add_argument("recipe", type=Path)
    train.add_argument("corpus", type=Path, help="folder of corpus.jsonl")
    train.add_argument("run", type=Path, help="folder of the run, made where it is missing")
    train.add_argument("--threads", type=int, default=1)
    export = commands.add_parser("export", help="write a stage's weights as a checkpoint folder")
    export.add_argument("recipe", type=Path)
    export.add_argument("run", type=Path)
    export.add_argument("stage")
    export.add_argument("out", type=Path)
    export.add_argument("--name", default="siglip-raddraft-demo")
    options = parser.parse_args()
    recipe = read_recipe(options.recipe)
    if options.command == "train":
        import torch

        from raddraft_training.train import train as run

        torch.set_num_threads(options.threads)
        run(recipe, options.corpus, options.run)
    else:
        import torch

        from raddraft_training.checkpoint import export as write
        from raddraft_training.network import Network

        network = Network(recipe.decoder, recipe.tower)
        network.load_state_dict(torch.load(options.run / f"{options.stage}.pt", map_location="cpu"))
        write(network, options.run / "tokenizer", options.out, options.name)


if __name__ == "__main__":
    main()
