package dev.lineage.core.internal;

import dev.lineage.model.Hole;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Which class trained, and whether it can be started again from its name. */
final class Trainers {
    private static final String REMEDY =
            "Move the training into a public class with a public no-argument constructor that implements"
                    + " TrainingRecipe; then it can be rebuilt from the record alone";

    private Trainers() {}

    static void describe(Draft draft, Class<?> trainer) {
        if (trainer.isHidden() || trainer.isSynthetic() || trainer.getName().contains("$$Lambda")) {
            draft.hole(new Hole("trainer", "the training is a lambda or a generated class", REMEDY, false));
            return;
        }
        draft.trainer(trainer.getName());
        if (!isStartable(trainer)) {
            draft.hole(new Hole(
                    "trainer",
                    trainer.getName() + " cannot be started by its name: it is not public, abstract, an inner class or"
                            + " has no public no-argument constructor",
                    REMEDY,
                    false));
        }
    }

    static void unknown(Draft draft) {
        draft.hole(new Hole(
                "trainer",
                "the code that trained is not a class that is known here",
                "Name it with .trainer(TheClass.class), or train through record(model, recipe)",
                false));
    }

    private static boolean isStartable(Class<?> trainer) {
        if (!Modifier.isPublic(trainer.getModifiers())
                || Modifier.isAbstract(trainer.getModifiers())
                || trainer.isAnonymousClass()
                || trainer.isLocalClass()) {
            return false;
        }
        for (Class<?> outer = trainer.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return false;
            }
        }
        return Arrays.stream(trainer.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
    }
}
