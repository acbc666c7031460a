package org.tomcatwsgi.it.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test class that talks to the fixtures over raw sockets, on whatever Tomcat the run is about. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("protocol")
@ExtendWith({FreshCatalinaBase.class, ArquillianExtension.class, SilentValidator.class})
@interface ProtocolTest {
}
