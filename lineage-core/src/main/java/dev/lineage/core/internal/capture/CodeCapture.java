package dev.lineage.core.internal.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the state of the code: from the Git repository of the working directory, else from {@code git.properties} or
 * other build metadata on the class path, else from the variables of known CI systems. A repository that is there but
 * cannot be read is never passed over for a weaker source.
 */
public final class CodeCapture {
    private CodeCapture() {}

    /**
     * Captures the state of the code.
     *
     * @param trainer the class that trains, if it is known
     */
    public static CapturedCode capture(Environment environment, Optional<Class<?>> trainer) {
        try {
            Optional<GitLocation> location = GitLocation.find(environment);
            if (location.isPresent()) {
                return fromGit(environment, location.get());
            }
        } catch (IOException | RuntimeException e) {
            return CapturedCode.unknown("git", List.of(CodeHoles.unreadableRepository(e)));
        }
        List<String> tried = new ArrayList<>();
        return BuildMetadata.capture(environment, trainer, tried)
                .or(() -> CiVariables.capture(environment, tried))
                .orElseGet(() -> CapturedCode.unknown("none", List.of(CodeHoles.nothingFound(tried))));
    }

    private static CapturedCode fromGit(Environment environment, GitLocation location) {
        try {
            return GitCapture.capture(environment, location);
        } catch (NoClassDefFoundError e) {
            return CapturedCode.unknown("git", List.of(CodeHoles.noJGit()));
        }
    }
}
