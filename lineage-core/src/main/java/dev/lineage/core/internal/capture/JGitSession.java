package dev.lineage.core.internal.capture;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The time in which JGit is used here. JGit asks one static {@link SystemReader} for the outside; while a session is open
 * that is one which only reads: it starts no {@code git} to find the system's configuration, survives a broken
 * {@code ~/.gitconfig}, and answers the question for the file system's time stamp resolution, which JGit would otherwise
 * measure for seconds with probe files in the repository and note down in the user's configuration. The application's
 * own reader is put back at the end.
 */
public final class JGitSession implements AutoCloseable {
    private static final ReentrantLock ONE = new ReentrantLock();

    private final Reader reader;
    private final SystemReader before;

    private JGitSession(Environment environment) {
        before = SystemReader.getInstance();
        reader = new Reader(before, environment);
        SystemReader.setInstance(reader);
    }

    /** Begins a session, which only one thread at a time has. */
    public static JGitSession open(Environment environment) {
        ONE.lock();
        try {
            return new JGitSession(environment);
        } catch (RuntimeException | Error e) {
            ONE.unlock();
            throw e;
        }
    }

    /** A file system that knows this session's home directory. */
    public static FS fileSystem() {
        return FS.detect();
    }

    /** Whether a configuration of the user or the system could not be read. */
    boolean missedConfiguration() {
        return reader.missedConfiguration;
    }

    @Override
    public void close() {
        try {
            if (SystemReader.getInstance() == reader) {
                SystemReader.setInstance(before);
            }
        } finally {
            ONE.unlock();
        }
    }

    private static final class Reader extends SystemReader.Delegate {
        private static final List<String> SYSTEM_FILES = List.of("etc/gitconfig", "usr/local/etc/gitconfig");

        private final Environment environment;
        private final Thread owner = Thread.currentThread();
        private volatile boolean missedConfiguration;

        Reader(SystemReader delegate, Environment environment) {
            super(delegate);
            this.environment = environment;
        }

        @Override
        public @Nullable String getenv(String variable) {
            return Thread.currentThread() == owner
                    ? environment.variable(variable).orElse(null)
                    : super.getenv(variable);
        }

        @Override
        public @Nullable String getProperty(String key) {
            return Thread.currentThread() == owner && key.equals("user.home")
                    ? environment.rawProperty(key).orElse(null)
                    : super.getProperty(key);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            File file = null;
            if (environment.variable("GIT_CONFIG_NOSYSTEM").isEmpty()) {
                file = environment
                        .variable("GIT_CONFIG_SYSTEM")
                        .map(File::new)
                        .or(this::systemFile)
                        .orElse(null);
            }
            return new ReadOnlyConfig(parent, file, fs);
        }

        private Optional<File> systemFile() {
            Optional<File> windows = environment
                    .variable("ProgramFiles")
                    .map(programs -> new File(programs, "Git/etc/gitconfig"))
                    .filter(File::isFile);
            return windows.or(() -> SYSTEM_FILES.stream()
                    .map(name -> environment.systemFile(name).toFile())
                    .filter(File::isFile)
                    .findFirst());
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            Optional<String> global = environment.variable("GIT_CONFIG_GLOBAL");
            if (global.isPresent()) {
                return new ReadOnlyConfig(parent, new File(global.get()), fs);
            }
            Optional<File> home = home();
            Optional<File> xdg = environment
                    .variable("XDG_CONFIG_HOME")
                    .map(File::new)
                    .or(() -> home.map(directory -> new File(directory, ".config")));
            Config base = new ReadOnlyConfig(
                    parent,
                    xdg.map(directory -> new File(directory, "git/config")).orElse(null),
                    fs);
            return new ReadOnlyConfig(
                    base,
                    home.map(directory -> new File(directory, ".gitconfig")).orElse(null),
                    fs);
        }

        private Optional<File> home() {
            return environment
                    .variable("HOME")
                    .or(() -> environment.variable("USERPROFILE"))
                    .or(() -> environment.property("user.home"))
                    .map(File::new);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new ReadOnlyConfig(parent, null, fs);
        }

        /** A configuration that is read if it can be, and never written. */
        private final class ReadOnlyConfig extends FileBasedConfig {
            private static final String FILE_SYSTEM = "filesystem";
            /** What JGit itself assumes of a file system that it did not measure. */
            private static final long RESOLUTION_MILLIS = 2_000;

            private static final long RACY_MILLIS = 10;

            private volatile boolean settled;

            ReadOnlyConfig(Config parent, @Nullable File file, FS fs) {
                super(parent, file, fs);
                settled = file == null || !file.exists();
            }

            @Override
            public void load() {
                if (settled) {
                    return;
                }
                settled = true;
                try {
                    super.load();
                } catch (IOException | ConfigInvalidException e) {
                    missedConfiguration = true;
                    clear();
                }
            }

            @Override
            public void save() throws IOException {
                throw new IOException("This view of " + getFile() + " is only for reading");
            }

            @Override
            public boolean isOutdated() {
                return !settled;
            }

            @Override
            public long getTimeUnit(String section, String subsection, String name, long fallback, TimeUnit unit) {
                long value = super.getTimeUnit(section, subsection, name, fallback, unit);
                if (value != fallback || !FILE_SYSTEM.equals(section)) {
                    return value;
                }
                long millis = name.toLowerCase(Locale.ROOT).contains("racy") ? RACY_MILLIS : RESOLUTION_MILLIS;
                return unit.convert(millis, TimeUnit.MILLISECONDS);
            }
        }
    }
}
