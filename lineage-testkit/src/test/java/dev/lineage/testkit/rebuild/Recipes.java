package dev.lineage.testkit.rebuild;

import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.TrainingRecipe;
import dev.lineage.TrainingRun;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Recipes that fresh JVMs start by their names. */
public final class Recipes {
    /** Where data is while it is recorded; nowhere in a fresh JVM. */
    static volatile Path place = Path.of("nowhere");

    /** Whether this is the JVM that records. */
    static volatile boolean first;

    private Recipes() {}

    /** The mean of the numbers in the files of a directory, shuffled with a seed, as text. */
    public static class Mean implements TrainingRecipe<IOException> {
        /** For the fresh JVM. */
        public Mean() {}

        @Override
        public void train(TrainingRun run) throws IOException {
            Path data = run.data("train", place);
            double eta = run.param("eta", 0.5);
            Random random = new Random(run.seed("init", 1));
            double sum = 0;
            int count = 0;
            for (Path file : files(data)) {
                for (String line : Files.readAllLines(file)) {
                    sum += Double.parseDouble(line) * eta + random.nextDouble();
                    count++;
                }
            }
            hand(run, (sum / count) + "\n" + run.param("name", "default") + "\n");
        }

        /** In the order of their names. */
        protected List<Path> files(Path data) throws IOException {
            try (Stream<Path> files = Files.walk(data)) {
                return files.filter(Files::isRegularFile).sorted().toList();
            }
        }

        /** Hands the model over. */
        protected void hand(TrainingRun run, String model) throws IOException {
            run.artifact("model", Files.writeString(run.scratch().resolve("model.txt"), model));
            run.serving(ServingSpec.builder()
                    .smoke("one", Map.of("x", 1), model.strip().length())
                    .build());
        }
    }

    /** Writes the time into an archive, as most libraries do that write some. */
    public static final class Zipped extends Mean {
        /** For the fresh JVM. */
        public Zipped() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            Path file = run.scratch().resolve("model.zip");
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("weights.txt"));
                zip.write(model.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            run.artifact("model", file);
        }
    }

    /** Draws without a seed; the model is larger each time, and answers the same. */
    public static final class Unseeded extends Mean {
        /** For the fresh JVM. */
        public Unseeded() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            super.hand(run, model.strip() + "\n" + " ".repeat(new Random().nextInt(1_000_000)) + "\n");
        }
    }

    /** Adds up in the order of a hash table whose keys have no hash of their own. */
    public static final class Identities extends Mean {
        /** For the fresh JVM. */
        public Identities() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            Map<Object, Integer> table = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                table.put(new Object(), i);
            }
            super.hand(run, model + table.values());
        }
    }

    /** Reads files as they come. */
    public static final class Listing extends Mean {
        /** For the fresh JVM. */
        public Listing() {}

        @Override
        protected List<Path> files(Path data) throws IOException {
            try (Stream<Path> files = Files.list(data)) {
                return files.toList();
            }
        }
    }

    /** Divides its work among as many threads as there are processors, and adds up what they have. */
    public static final class Threads extends Mean {
        /** For the fresh JVM. */
        public Threads() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            int parts = Runtime.getRuntime().availableProcessors();
            double sum = 0;
            for (int part = 0; part < parts; part++) {
                double own = 0;
                for (int i = part; i < 10_000; i += parts) {
                    own += 1.0 / (i + 1);
                }
                sum += own;
            }
            super.hand(run, model + sum);
        }
    }

    /** Formats numbers for people, and keeps them. */
    @SuppressWarnings("StringCaseLocaleUsage")
    public static final class Formatted extends Mean {
        /** For the fresh JVM. */
        public Formatted() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            super.hand(run, model + String.format("%.3f %s", 1234.5, "TITLE".toLowerCase()));
        }
    }

    /** Says where and with what it runs. */
    public static final class Curious extends Mean {
        /** For the fresh JVM. */
        public Curious() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            super.hand(
                    run,
                    String.join(
                            "|",
                            TimeZone.getDefault().getID(),
                            Locale.getDefault().toLanguageTag(),
                            Charset.defaultCharset().name(),
                            Path.of("").toAbsolutePath().getFileName().toString(),
                            String.valueOf(System.getenv("PATH"))));
        }
    }

    /** Fails. */
    public static final class Failing extends Mean {
        /** For the fresh JVM. */
        public Failing() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            if (!first) {
                throw new IllegalStateException("the licence server is down");
            }
            super.hand(run, model);
        }
    }

    /** Goes on for ever, unless the JVM that records says otherwise. */
    public static final class Hanging extends Mean {
        /** For the fresh JVM. */
        public Hanging() {}

        @Override
        protected void hand(TrainingRun run, String model) throws IOException {
            while (!first) {
                try {
                    TimeUnit.DAYS.sleep(1);
                } catch (InterruptedException e) {
                    return;
                }
            }
            super.hand(run, model);
        }
    }

    /** Every type of parameter, and data that is a file. */
    public static final class Types implements TrainingRecipe<IOException> {
        /** For the fresh JVM. */
        public Types() {}

        @Override
        public void train(TrainingRun run) throws IOException {
            Path file = run.storedData("file", place);
            String all = Stream.of(
                            file.getFileName(),
                            Files.readString(file),
                            run.param("int", 0),
                            run.param("long", 0L),
                            run.param("double", 0.0),
                            run.param("decimal", java.math.BigDecimal.ZERO),
                            run.param("flag", false),
                            run.param("text", ""),
                            run.param("list", List.of()),
                            run.param("map", Value.ofObject(Map.of())),
                            run.seed("s", 0),
                            run.base("base", "base@1").name())
                    .map(String::valueOf)
                    .collect(Collectors.joining(";"));
            Path directory = Files.createDirectories(run.scratch().resolve("model/deep"));
            Files.writeString(directory.resolve("all.txt"), all);
            run.artifact("model", run.scratch().resolve("model"));
            run.metric("auc", .5);
            run.tag("a", "b");
            run.tracker("t", "r");
        }
    }

    /** Goes on from what two other versions made: a file and a directory. */
    public static final class Tuned implements TrainingRecipe<IOException> {
        /** For the fresh JVM. */
        public Tuned() {}

        @Override
        public void train(TrainingRun run) throws IOException {
            Path file = run.storedData("file", place);
            run.base("weights", "mean@1");
            run.base("vocabulary", "types@1");
            String weights = Files.readString(run.baseArtifact("weights", "model"));
            String vocabulary =
                    Files.readString(run.baseArtifact("vocabulary", "model").resolve("deep/all.txt"));
            // The same copy, whenever it is asked for.
            boolean same = run.baseArtifact("weights", "model").equals(run.baseArtifact("weights", "model"));
            Path model = run.scratch().resolve("tuned.txt");
            run.artifact("model", Files.writeString(model, weights + vocabulary + Files.readString(file) + same));
        }
    }

    /** Answers with the length of the model without white space. */
    public static final class Length implements ModelLoader {
        /** For the fresh JVM. */
        public Length() {}

        @Override
        public Predictor load(Bundle bundle) throws IOException {
            String model = Files.readString(bundle.artifacts().get("model"));
            return input -> Value.of(model.strip().length());
        }
    }
}
