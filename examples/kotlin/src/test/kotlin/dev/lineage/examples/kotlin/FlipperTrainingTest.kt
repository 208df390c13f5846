package dev.lineage.examples.kotlin

import dev.lineage.ModelRegistry
import dev.lineage.TrainingRecipe
import dev.lineage.model.Reproduction
import dev.lineage.testkit.LineageAssertions.assertThat
import java.io.IOException
import java.nio.file.Path
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class FlipperTrainingTest {
    private fun <T> registry(directory: Path, use: (ModelRegistry) -> T): T =
        ModelRegistry.open("file:${directory.resolve("registry")}").use(use)

    @Test
    fun `what Kotlin trained is made again from the registry alone`(@TempDir directory: Path) {
        val version = registry(directory) { it.record("flippers", FlipperTraining()) }
        assertThat(version).isComplete()
        assertThat(version.recipe().trainer()).contains("dev.lineage.examples.kotlin.FlipperTraining")
        registry(directory) {
            assertThat(it, "flippers@1").isReproduced().atLeast(Reproduction.BYTES)
            assertThat(it.rebuildPlan("flippers@1").toText()).contains("kotlin-stdlib", "parameter ridge = 0.5")
        }
    }

    @Test
    fun `a lambda is recorded, and leaves a hole`(@TempDir directory: Path) {
        registry(directory) {
            it.record("flippers", TrainingRecipe<IOException> { run -> FlipperTraining().train(run) })
            assertThat(it.rebuildPlan("flippers@1").holes()).anyMatch { hole ->
                hole.fatal() && hole.subject() == "trainer"
            }
        }
    }
}
