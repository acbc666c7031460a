package org.tomcatwsgi.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;

class WsgiInitializerTest {

    private static final int CLASS_FILE_OF_JAVA_11 = 55;

    @Test
    void anOldJavaIsToldWhatToDo() {
        assertThatThrownBy(() -> WsgiInitializer.checkJava(11))
                .isInstanceOf(ServletException.class)
                .hasMessage("Tomcat WSGI needs Java 17 or newer, but Tomcat runs on Java [11]: set JAVA_HOME to a JDK 17 or newer, best to JDK 25, which "
                        + "compiles Python.");
        assertThatCode(() -> WsgiInitializer.checkJava(17)).doesNotThrowAnyException();
    }

    @Test
    void theMessageCanBeGivenByAnOldJava() throws IOException {
        try (DataInputStream file = new DataInputStream(WsgiInitializer.class.getResourceAsStream("WsgiInitializer.class"))) {
            file.readInt();
            file.readUnsignedShort();
            assertThat(file.readUnsignedShort()).isEqualTo(CLASS_FILE_OF_JAVA_11);
        }
    }
}
