/** What the backend does to files, in one place, and how it names them. */
@org.jspecify.annotations.NullMarked
package dev.lineage.fs.internal.files;
