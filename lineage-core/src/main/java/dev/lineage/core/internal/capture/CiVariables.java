package dev.lineage.core.internal.capture;

import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Hole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The commit as known CI systems tell it to the jobs that they run. */
final class CiVariables {
    /**
     * A CI system.
     *
     * @param commit the variable with the full commit id
     * @param branch the variable with the branch, or an empty text
     * @param remote the variables whose values, joined by {@code /}, are the repository's address
     */
    private record CiSystem(String name, String commit, String branch, List<String> remote) {}

    private static final List<CiSystem> SYSTEMS = List.of(
            new CiSystem(
                    "GitHub Actions",
                    "GITHUB_SHA",
                    "GITHUB_REF_NAME",
                    List.of("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")),
            new CiSystem("GitLab CI", "CI_COMMIT_SHA", "CI_COMMIT_BRANCH", List.of("CI_PROJECT_URL")),
            new CiSystem("Jenkins", "GIT_COMMIT", "GIT_BRANCH", List.of("GIT_URL")),
            new CiSystem("Bitbucket", "BITBUCKET_COMMIT", "BITBUCKET_BRANCH", List.of("BITBUCKET_GIT_HTTP_ORIGIN")),
            new CiSystem(
                    "Azure Pipelines",
                    "BUILD_SOURCEVERSION",
                    "BUILD_SOURCEBRANCHNAME",
                    List.of("BUILD_REPOSITORY_URI")),
            new CiSystem("CircleCI", "CIRCLE_SHA1", "CIRCLE_BRANCH", List.of("CIRCLE_REPOSITORY_URL")),
            new CiSystem("Travis CI", "TRAVIS_COMMIT", "TRAVIS_BRANCH", List.of()),
            new CiSystem("Drone", "DRONE_COMMIT_SHA", "DRONE_BRANCH", List.of("DRONE_GIT_HTTP_URL")),
            new CiSystem("Buildkite", "BUILDKITE_COMMIT", "BUILDKITE_BRANCH", List.of("BUILDKITE_REPO")),
            new CiSystem(
                    "AWS CodeBuild", "CODEBUILD_RESOLVED_SOURCE_VERSION", "", List.of("CODEBUILD_SOURCE_REPO_URL")),
            new CiSystem("TeamCity", "BUILD_VCS_NUMBER", "", List.of()),
            new CiSystem("AppVeyor", "APPVEYOR_REPO_COMMIT", "APPVEYOR_REPO_BRANCH", List.of()),
            new CiSystem("Semaphore", "SEMAPHORE_GIT_SHA", "SEMAPHORE_GIT_BRANCH", List.of("SEMAPHORE_GIT_URL")),
            new CiSystem("Google Cloud Build", "COMMIT_SHA", "BRANCH_NAME", List.of()),
            new CiSystem("Google Cloud Build", "REVISION_ID", "BRANCH_NAME", List.of()));

    private CiVariables() {}

    /** What the variables say; empty if none holds a full commit id. */
    static Optional<CapturedCode> capture(Environment environment, List<String> tried) {
        Map<String, CiSystem> found = new LinkedHashMap<>();
        Map<String, String> commits = new LinkedHashMap<>();
        for (CiSystem system : SYSTEMS) {
            Optional<String> value = environment.variable(system.commit);
            Optional<String> commit = value.flatMap(CommitIds::parse);
            commit.ifPresent(id -> {
                found.putIfAbsent(id, system);
                commits.put(system.commit, id);
            });
            if (value.isPresent() && commit.isEmpty()) {
                tried.add(system.commit + " is not a full commit id");
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            String what = commits.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(", "));
            return Optional.of(CapturedCode.unknown("CI variables", List.of(CodeHoles.contradiction(what))));
        }
        return found.entrySet().stream()
                .findFirst()
                .map(entry -> captured(environment, entry.getValue(), entry.getKey()));
    }

    private static CapturedCode captured(Environment environment, CiSystem system, String commit) {
        String source = system.name + " (" + system.commit + ")";
        Optional<String> branch = system.branch.isEmpty() ? Optional.empty() : environment.variable(system.branch);
        Optional<String> remote = Optional.empty();
        List<String> parts = system.remote.stream()
                .map(environment::variable)
                .flatMap(Optional::stream)
                .toList();
        if (!parts.isEmpty() && parts.size() == system.remote.size()) {
            remote = GitRemotes.clean(String.join("/", parts));
        }
        List<Hole> holes = List.of(CodeHoles.unknownCleanliness(source));
        return new CapturedCode(
                Optional.of(CodeState.clean(commit)),
                new CodeOrigin(source, remote, branch, Optional.empty()),
                Optional.empty(),
                holes);
    }
}
