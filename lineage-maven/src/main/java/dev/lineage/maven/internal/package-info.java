/** Maven's resolver behind {@link dev.lineage.spi.JarRepository}. */
@org.jspecify.annotations.NullMarked
package dev.lineage.maven.internal;
