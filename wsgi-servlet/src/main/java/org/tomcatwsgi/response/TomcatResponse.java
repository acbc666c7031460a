package org.tomcatwsgi.response;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * What only the container's own response can do: take a Content-Type to the letter, send a buffer without copying it, and close a connection without a word in the log.
 *
 * <p>The Servlet API takes a Content-Type apart and writes it anew ({@code text/html; charset=utf-8} loses its space, an unknown charset is lost). In a container
 * without the doors used here the API's way is taken. Thread-safe.
 */
public final class TomcatResponse {

    private final MethodHandle contentType;
    private final MethodHandle writeBuffer;
    private final MethodHandle closeNow;

    private TomcatResponse(MethodHandle contentType, MethodHandle writeBuffer, MethodHandle closeNow) {
        this.contentType = contentType;
        this.writeBuffer = writeBuffer;
        this.closeNow = closeNow;
    }

    /** Finds the doors of the container that made {@code response}. */
    public static TomcatResponse of(ServletResponse response) {
        ServletResponse facade = unwrap(response);
        return new TomcatResponse(contentType(facade), writeBuffer(facade), closeNow(facade));
    }

    void setContentType(HttpServletResponse response, String value) {
        ServletResponse facade = unwrap(response);
        if (contentType != null && contentType.type().parameterType(0).isInstance(facade)) {
            try {
                contentType.invoke(facade, value);
                return;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("Content-Type [" + value + "] cannot be set: " + e, e);
            }
        }
        response.setContentType(value);
    }

    /** Writes a whole buffer; a direct one goes to the socket as it is where the container can do that. */
    void write(OutputStream output, ByteBuffer block) throws IOException {
        if (writeBuffer != null && writeBuffer.type().parameterType(0).isInstance(output)) {
            try {
                writeBuffer.invoke(output, block);
                return;
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("A response body cannot be written: " + e, e);
            }
        }
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        output.write(bytes, 0, bytes.length);
    }

    /** An exception that makes the container abort the connection; thrown from a servlet whose response has begun. */
    IOException abort(String message) {
        if (closeNow != null) {
            try {
                return (IOException) closeNow.invoke(message);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                return new IOException(message, e);
            }
        }
        return new IOException(message);
    }

    private static ServletResponse unwrap(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    private static MethodHandle contentType(ServletResponse facade) {
        try {
            Field field = facade.getClass().getDeclaredField("response");
            field.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle catalina = lookup.unreflectGetter(field);
            MethodHandle coyote = lookup.unreflect(field.getType().getMethod("getCoyoteResponse"));
            MethodHandle setter = lookup.unreflect(coyote.type().returnType().getMethod("setContentTypeNoCharset", String.class));
            return MethodHandles.filterArguments(setter, 0, MethodHandles.filterReturnValue(catalina, coyote));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static MethodHandle writeBuffer(ServletResponse facade) {
        try {
            Class<?> stream = Class.forName("org.apache.catalina.connector.CoyoteOutputStream", true, facade.getClass().getClassLoader());
            return MethodHandles.publicLookup().findVirtual(stream, "write", MethodType.methodType(void.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static MethodHandle closeNow(ServletResponse facade) {
        try {
            Class<?> exception = Class.forName("org.apache.coyote.CloseNowException", true, facade.getClass().getClassLoader());
            return MethodHandles.publicLookup().findConstructor(exception, MethodType.methodType(void.class, String.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
