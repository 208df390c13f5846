package dev.lineage.examples.scala

import dev.lineage.{ModelRegistry, TrainingRecipe}
import dev.lineage.model.Reproduction
import dev.lineage.testkit.LineageAssertions
import java.io.IOException
import java.nio.file.Path
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import scala.util.Using

class BillTrainingTest:
  private def open(directory: Path): ModelRegistry =
    ModelRegistry.open(s"file:${directory.resolve("registry")}")

  @Test
  def whatScalaTrainedIsMadeAgainFromTheRegistryAlone(@TempDir directory: Path): Unit =
    val version = Using.resource(open(directory))(_.record("bills", BillTraining()))
    LineageAssertions.assertThat(version).isComplete()
    assertThat(version.recipe().trainer()).contains("dev.lineage.examples.scala.BillTraining")
    Using.resource(open(directory)) { registry =>
      LineageAssertions.assertThat(registry, "bills@1").isReproduced().atLeast(Reproduction.BYTES)
      assertThat(registry.rebuildPlan("bills@1").toText()).contains("scala3-library_3", "parameter hold-out-every = 5")
    }

  @Test
  def aFunctionIsRecordedAndLeavesAHole(@TempDir directory: Path): Unit =
    Using.resource(open(directory)) { registry =>
      val recipe: TrainingRecipe[IOException] = run => BillTraining().train(run)
      registry.record("bills", recipe)
      assertThat(registry.rebuildPlan("bills@1").holes()).anyMatch(hole => hole.fatal() && hole.subject() == "trainer")
    }
