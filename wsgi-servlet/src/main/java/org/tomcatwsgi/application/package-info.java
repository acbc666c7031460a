/**
 * Application groups: who runs which request in which interpreter, and how interpreters are replaced.
 *
 * <p>{@link org.tomcatwsgi.application.ApplicationGroup} has a request run by the thread that brings it, where that may be a {@link org.tomcatwsgi.application.Guest}, or
 * puts it into a queue. Its {@link org.tomcatwsgi.application.Generation} has one or more interpreters, each with {@link org.tomcatwsgi.application.InterpreterThreads} that
 * admit guests and take requests out of the queue. {@link org.tomcatwsgi.application.Reloading} builds the next generation beside the present one, and
 * {@link org.tomcatwsgi.application.Growth} changes the number of interpreters.
 */
package org.tomcatwsgi.application;
