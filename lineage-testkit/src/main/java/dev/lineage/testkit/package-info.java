/** JUnit and AssertJ support for code that uses Lineage. */
@NullMarked
package dev.lineage.testkit;

import org.jspecify.annotations.NullMarked;
