package org.tomcatwsgi.it.daemon;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tomcatwsgi.it.deployment.SharedTomcat;

/** A test class that is about daemon processes and WsgiDaemonValve. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("daemon")
@ExtendWith(SharedTomcat.class)
@interface DaemonTest {
}
