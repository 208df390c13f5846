package dev.lineage.examples.scala

import dev.lineage.{TrainingRecipe, TrainingRun}
import java.io.IOException
import java.nio.file.{Files, Path}
import scala.jdk.CollectionConverters.*

/** Learns to tell Gentoo penguins from others by the depth of their bills: the best threshold of all, on the left or the right. */
class BillTraining extends TrainingRecipe[IOException]:
  private case class Penguin(depth: Double, gentoo: Boolean)

  private case class Stump(threshold: Double, below: Boolean):
    def isGentoo(depth: Double): Boolean = (depth < threshold) == below
    def correct(penguins: Seq[Penguin]): Int = penguins.count(each => isGentoo(each.depth) == each.gentoo)

  override def train(run: TrainingRun): Unit =
    // Kept in the registry, with the class path: the registry alone is enough to train again.
    val data = run.storedData("penguins", Path.of("../data/penguins"))
    run.archiveClassPath(true)
    val every = run.param("hold-out-every", 5)
    val shuffled = scala.util.Random(run.seed("shuffle", 11)).shuffle(penguins(data))
    val (test, training) = shuffled.zipWithIndex.partition((_, index) => index % every == 0) match
      case (held, rest) => (held.map(_._1), rest.map(_._1))

    val stumps = for
      threshold <- training.map(_.depth).distinct.sorted
      below <- Seq(true, false)
    yield Stump(threshold, below)
    val best = stumps.maxBy(_.correct(training))

    val model = Files.writeString(run.scratch().resolve("stump.txt"), s"gentoo if ${if best.below then "<" else ">="} ${best.threshold}\n")
    run.artifact("model", model)
    run.metric("accuracy", best.correct(test).toDouble / test.size)

  private def penguins(data: Path): Seq[Penguin] =
    Files.readAllLines(data.resolve("penguins.csv")).asScala.toSeq
      .drop(1)
      .map(_.split(","))
      .filter(cells => cells(3) != "NA")
      .map(cells => Penguin(cells(3).toDouble, cells(0) == "Gentoo"))
