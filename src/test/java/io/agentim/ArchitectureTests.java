package io.agentim;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.springframework.data.repository.Repository;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.web.bind.annotation.RestController;

import java.time.Clock;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;

/** Who may use whom, and what nobody may do. */
@AnalyzeClasses(packages = "io.agentim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final Set<String> SYSTEM_CLOCKS =
            Set.of("systemUTC", "systemDefaultZone", "system");

    /** No cycles, no reach into a feature's internals, only the dependencies that are declared. */
    @Test
    void featuresUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(AgentImApplication.class).verify();
    }

    @ArchTest
    static final ArchRule controllersArePrivate =
            classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule repositoriesArePrivate =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Repository")
                    .or()
                    .areAssignableTo(Repository.class)
                    .should()
                    .bePackagePrivate();

    /** Tests move the clock; what reads another one does not follow. */
    @ArchTest
    static final ArchRule timeComesFromTheInjectedClock =
            noClasses()
                    .that(are(notTheSourceOfTheClock()))
                    .should()
                    .callCodeUnitWhere(readsTheTimeByItself());

    /** springdoc needs Jackson 2; the wire is Jackson 3's alone, with its own settings. */
    @ArchTest
    static final ArchRule jackson2StaysWithTheApiDescription =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.agentim.platform.openapi..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.databind..");

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass>
            notTheSourceOfTheClock() {
        return DescribedPredicate.describe(
                "not the source of the clock",
                type -> !type.getName().equals("io.agentim.platform.ClockConfiguration"));
    }

    private static DescribedPredicate<JavaCall<?>> readsTheTimeByItself() {
        return DescribedPredicate.describe(
                "reads the time by itself", call -> readsTheTime(call.getTarget()));
    }

    private static boolean readsTheTime(CodeUnitCallTarget target) {
        var owner = target.getOwner();
        String name = target.getName();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(Clock.class)) {
            return SYSTEM_CLOCKS.contains(name) || name.startsWith("tick");
        }
        if (owner.isEquivalentTo(Date.class)) {
            return name.equals("<init>") && target.getRawParameterTypes().isEmpty();
        }
        if (owner.isEquivalentTo(Calendar.class)) {
            return name.equals("getInstance");
        }
        boolean ofClock =
                target.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(Clock.class));
        return owner.getPackageName().equals(Instant.class.getPackageName())
                && name.equals("now")
                && !ofClock;
    }
}
