package dev.lineage.examples.kotlin

import dev.lineage.TrainingRecipe
import dev.lineage.TrainingRun
import java.io.IOException
import java.nio.file.Path
import kotlin.io.path.div
import kotlin.io.path.readLines
import kotlin.io.path.writeText
import kotlin.math.abs

/** Learns how heavy a penguin is from the length of its flippers: a line, by least squares with a ridge. */
class FlipperTraining : TrainingRecipe<IOException> {
    private data class Penguin(val millimetres: Double, val grams: Double)

    private data class Line(val slope: Double, val intercept: Double) {
        fun grams(millimetres: Double) = intercept + slope * millimetres
    }

    override fun train(run: TrainingRun) {
        // Kept in the registry, with the class path: the registry alone is enough to train again.
        val data = run.storedData("penguins", Path.of("../data/penguins"))
        run.archiveClassPath(true)
        val ridge = run.param("ridge", 0.5)
        val heldOut = run.seed("split", 7)

        val (test, training) = penguins(data).withIndex().partition { (it.index + heldOut) % 5 == 0L }
        val line = fit(training.map { it.value }, ridge)

        val model = run.scratch() / "line.txt"
        model.writeText("slope ${line.slope}\nintercept ${line.intercept}\n")
        run.artifact("model", model)
        run.metric("error-grams", test.map { abs(line.grams(it.value.millimetres) - it.value.grams) }.average())
    }

    private fun penguins(data: Path): List<Penguin> =
        (data / "penguins.csv").readLines().drop(1)
            .map { it.split(",") }
            .filter { it[4] != "NA" && it[5] != "NA" }
            .map { Penguin(it[4].toDouble(), it[5].toDouble()) }

    private fun fit(penguins: List<Penguin>, ridge: Double): Line {
        val meanLength = penguins.map { it.millimetres }.average()
        val meanWeight = penguins.map { it.grams }.average()
        val together = penguins.sumOf { (it.millimetres - meanLength) * (it.grams - meanWeight) }
        val spread = penguins.sumOf { (it.millimetres - meanLength) * (it.millimetres - meanLength) }
        val slope = together / (spread + ridge)
        return Line(slope, meanWeight - slope * meanLength)
    }
}
