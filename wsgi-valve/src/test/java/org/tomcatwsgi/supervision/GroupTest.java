package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a process group of fake workers, of which nothing is left when it has ended. */
abstract class GroupTest {

    @TempDir
    Path directory;
    TesterGroup group;

    @BeforeEach
    void makeGroup() throws Exception {
        group = new TesterGroup(directory);
    }

    @AfterEach
    void endGroup() {
        group.close();
    }
}
