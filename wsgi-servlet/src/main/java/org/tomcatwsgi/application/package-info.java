/**
 * Application groups: who runs which request in which interpreter, and how interpreters are replaced.
 *
 * <p>{@link org.tomcatwsgi.application.ApplicationGroup} puts requests into a queue. Its {@link org.tomcatwsgi.application.Generation} has one or more interpreters, each
 * with {@link org.tomcatwsgi.application.InterpreterThreads} that take requests out of it. A reload builds the next generation beside the present one.
 */
package org.tomcatwsgi.application;
