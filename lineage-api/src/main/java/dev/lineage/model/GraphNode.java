package dev.lineage.model;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of the lineage graph: something that came about, or was used to make something else. Its text, {@code
 * version:sha256:…}, is the same in every registry that has it.
 *
 * @param kind what it is
 * @param name its name among those of its kind, without control characters; it and its kind have at most {@value #MAX_BYTES}
 *     UTF-8 bytes together
 */
public record GraphNode(Kind kind, String name) implements Comparable<GraphNode> {
    /** The longest text of a node, in UTF-8 bytes. */
    public static final int MAX_BYTES = 300;

    private static final Pattern NAME = Pattern.compile("\\P{Cntrl}+");
    private static final Pattern RELEASE = Pattern.compile("([^/]+)/([^/]+)/([1-9][0-9]{0,17})");

    /** What a node is. */
    public enum Kind {
        /** A commit of code, by its id. */
        COMMIT,
        /** Pinned data, by the pin's id; by {@code id-} and the digest of that id where it is too long. */
        DATA,
        /** What a version was made of, by {@link RecipeId}. */
        RECIPE,
        /** One run of a recipe: the version's digest, {@code /} and the number of the observation, from 1. */
        RUN,
        /** A model version, by its digest. */
        VERSION,
        /** What a version consists of, by digest. */
        ARTIFACT,
        /** An evaluation, by digest. */
        EVALUATION,
        /** A revision of a stage: {@code fraud/production/7}. */
        RELEASE,
        /** A rehearsal: {@code fraud/production/3}. */
        REHEARSAL,
        /** A service that logged predictions, from its start to its end, by the id of the {@link PredictionStream}. */
        STREAM,
        /** A batch of predictions: the stream's id, {@code /} and the batch's number, from 1. */
        PREDICTIONS;

        /** The word in front of the colon: {@code version}. */
        public String term() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is empty, too long or has control characters
     */
    public GraphNode {
        String text = kind.term() + ":" + name;
        if (!NAME.matcher(name).matches() || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("'" + text + "' is no node of the lineage graph: a name has no control"
                    + " characters, and it has at most " + MAX_BYTES + " UTF-8 bytes with its kind");
        }
    }

    /**
     * Reads a node's text.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static GraphNode parse(String text) {
        int colon = text.indexOf(':');
        for (Kind kind : Kind.values()) {
            if (colon > 0 && text.substring(0, colon).equals(kind.term())) {
                return new GraphNode(kind, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no node of the lineage graph: it begins with a kind and a"
                + " colon, as version:sha256:… does");
    }

    /** The node of a commit. */
    public static GraphNode commit(String commit) {
        return new GraphNode(Kind.COMMIT, commit);
    }

    /** The node of data. */
    public static GraphNode data(SnapshotPin pin) {
        byte[] id = pin.id().getBytes(StandardCharsets.UTF_8);
        boolean fits = Kind.DATA.term().length() + 1 + id.length <= MAX_BYTES;
        return new GraphNode(Kind.DATA, fits ? pin.id() : "id-" + Digest.of(id));
    }

    /** The node of a recipe. */
    public static GraphNode recipe(RecipeId recipe) {
        return new GraphNode(Kind.RECIPE, recipe.toString());
    }

    /** The node of a run: the {@code number}-th observation of a version, from 1. */
    public static GraphNode run(Digest version, long number) {
        return new GraphNode(Kind.RUN, version + "/" + number);
    }

    /** The node of a version, by its digest. */
    public static GraphNode version(Digest version) {
        return new GraphNode(Kind.VERSION, version.toString());
    }

    /** The node of an artifact, by its digest. */
    public static GraphNode artifact(Digest artifact) {
        return new GraphNode(Kind.ARTIFACT, artifact.toString());
    }

    /** The node of an evaluation, by its digest. */
    public static GraphNode evaluation(Digest evaluation) {
        return new GraphNode(Kind.EVALUATION, evaluation.toString());
    }

    /** The node of a revision of a stage. */
    public static GraphNode release(String model, String stage, long revision) {
        return new GraphNode(Kind.RELEASE, model + "/" + stage + "/" + revision);
    }

    /** The node of a rehearsal. */
    public static GraphNode rehearsal(String model, String stage, long number) {
        return new GraphNode(Kind.REHEARSAL, model + "/" + stage + "/" + number);
    }

    /** The node of a stream of predictions, by its id. */
    public static GraphNode stream(String stream) {
        return new GraphNode(Kind.STREAM, stream);
    }

    /** The node of a batch of predictions. */
    public static GraphNode predictions(String stream, long number) {
        return new GraphNode(Kind.PREDICTIONS, stream + "/" + number);
    }

    /** The digest in the name, if this is a version, an artifact or an evaluation. */
    public Optional<Digest> digest() {
        return switch (kind) {
            case VERSION, ARTIFACT, EVALUATION -> Optional.of(Digest.parse(name));
            default -> Optional.empty();
        };
    }

    /**
     * A revision of a stage.
     *
     * @param model the model
     * @param stage the stage
     * @param revision which one, from 1
     */
    public record Release(String model, String stage, long revision) {}

    /** The revision of a stage that this is, if it is one. */
    public Optional<Release> release() {
        Matcher parts = RELEASE.matcher(name);
        return kind == Kind.RELEASE && parts.matches()
                ? Optional.of(new Release(parts.group(1), parts.group(2), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    /** By text, by code point: the order in which nodes are listed. */
    @Override
    public int compareTo(GraphNode other) {
        return Names.compareCodePoints(toString(), other.toString());
    }

    /** {@code version:sha256:…}. */
    @Override
    public String toString() {
        return kind.term() + ":" + name;
    }
}
