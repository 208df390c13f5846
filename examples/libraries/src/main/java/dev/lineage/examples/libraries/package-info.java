/** Training with libraries whose models differ from run to run, and with native code and threads. */
@org.jspecify.annotations.NullMarked
package dev.lineage.examples.libraries;
