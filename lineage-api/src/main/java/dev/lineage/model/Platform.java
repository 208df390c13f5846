package dev.lineage.model;

import java.util.List;
import java.util.Optional;

/**
 * The machine and the JVM that trained; an observation, so that the same recipe with another result on another platform
 * is seen as what it is.
 *
 * @param javaVersion {@code java.runtime.version}: {@code 17.0.15+6-Debian-1deb12u1}
 * @param javaVendor {@code java.vendor}
 * @param jvm the virtual machine's name and version
 * @param flags JVM arguments that can change results; no paths, no secrets
 * @param os the operating system's name and version
 * @param arch the CPU architecture
 * @param cpu the CPU's model and features, if they could be read
 * @param processors how many processors the JVM sees
 * @param locale the default locale, as a BCP 47 tag
 * @param timeZone the default time zone's id
 * @param charset the default charset
 * @param image the container image's digest, if it was given
 */
public record Platform(
        String javaVersion,
        String javaVendor,
        String jvm,
        List<String> flags,
        String os,
        String arch,
        Optional<String> cpu,
        int processors,
        String locale,
        String timeZone,
        String charset,
        Optional<String> image) {
    /** Copies the list. */
    public Platform {
        flags = List.copyOf(flags);
    }
}
