package io.agentim.stress;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs inside the server: put there while it runs, by {@link FailPoints}, it makes the process die,
 * as by a kill -9, when a method is entered or left, or plants a bug. Uses nothing but Java, since
 * no other class of the tests is there.
 */
public final class FailPointAgent {
    private static final int KILLED = 137;
    private static final int EARLY_MILLIS = 30;

    private FailPointAgent() {}

    /**
     * @param point {@code class method entry|exit|early}; the last answers the senders in the
     *     method's only argument before it begins
     */
    public static void agentmain(String point, Instrumentation instrumentation) throws Exception {
        String[] parts = point.split(" ", 3);
        String owner = parts[0].replace('.', '/');
        Supplier<CodeTransform> change =
                switch (parts[2]) {
                    case "entry" -> AtEntry::new;
                    case "exit" -> AtExit::new;
                    case "early" -> Early::new;
                    default -> throw new IllegalArgumentException(point);
                };
        instrumentation.addTransformer(
                new ClassFileTransformer() {
                    @Override
                    public byte[] transform(
                            ClassLoader loader,
                            String name,
                            Class<?> redefined,
                            ProtectionDomain domain,
                            byte[] bytes) {
                        return owner.equals(name)
                                ? instrumented(loader, bytes, parts[1], change)
                                : null;
                    }
                },
                true);
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().equals(parts[0])) {
                instrumentation.retransformClasses(loaded);
            }
        }
    }

    private static byte[] instrumented(
            ClassLoader loader, byte[] bytes, String method, Supplier<CodeTransform> change) {
        var hierarchy = ClassHierarchyResolver.ofResourceParsing(loader);
        ClassFile classFile =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                hierarchy.orElse(ClassHierarchyResolver.defaultResolver())));
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        m -> m.methodName().equalsString(method),
                        CodeTransform.ofStateful(change)));
    }

    private static void callHit(CodeBuilder code) {
        code.invokestatic(
                ClassDesc.of(FailPointAgent.class.getName()),
                "hit",
                MethodTypeDesc.of(ConstantDescs.CD_void));
    }

    private static final class AtEntry implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            callHit(code);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }

    private static final class AtExit implements CodeTransform {
        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ReturnInstruction) {
                callHit(code);
            }
            code.with(element);
        }
    }

    private static final class Early implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.aload(1);
            code.invokestatic(
                    ClassDesc.of(FailPointAgent.class.getName()),
                    "answerEarly",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_List));
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }

    /** Called by {@code SendQueue.commit}: tells the senders of a batch that it is committed. */
    public static void answerEarly(List<?> batch) throws Exception {
        for (Object waiting : batch) {
            Method outcome = waiting.getClass().getDeclaredMethod("outcome");
            outcome.setAccessible(true);
            @SuppressWarnings("unchecked") // as the record in SendQueue has it
            var future = (CompletableFuture<Object>) outcome.invoke(waiting);
            future.complete(Optional.of(accepted(waiting.getClass().getClassLoader())));
        }
        Thread.sleep(EARLY_MILLIS);
    }

    private static Object accepted(ClassLoader loader) throws Exception {
        Class<?> type = Class.forName("io.agentim.message.MessageWriter$Outcome", true, loader);
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object sent = constructor.getParameterTypes()[0].getEnumConstants()[0];
        return constructor.newInstance(sent, 0, 0L);
    }

    /** Called by the instrumented method. */
    public static void hit() {
        Runtime.getRuntime().halt(KILLED);
    }
}
