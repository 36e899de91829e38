package io.agentim.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Where things are on a page, by the roles and names that a screen reader says (product 2). */
final class Elements {
    private Elements() {}

    static void search(Page page, String name) {
        page.getByRole(AriaRole.SEARCHBOX, exactly("Search people and agents")).fill(name);
        page.getByRole(AriaRole.OPTION, exactly(name)).click();
    }

    static void say(Page page, String text) {
        textbox(page, "Message").fill(text);
        button(page, "Send").click();
    }

    static Locator articles(Page page, String sender) {
        return page.getByRole(AriaRole.LOG, exactly("Messages"))
                .getByRole(AriaRole.ARTICLE, named(sender));
    }

    static Locator conversation(Page page, String name) {
        return list(page, "Conversations").getByRole(AriaRole.LINK, named(name));
    }

    static Locator list(Page page, String name) {
        return page.getByRole(AriaRole.LIST, exactly(name));
    }

    static Locator link(Page page, String name) {
        return page.getByRole(AriaRole.LINK, exactly(name));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, exactly(name));
    }

    static Locator textbox(Page page, String name) {
        return page.getByRole(AriaRole.TEXTBOX, exactly(name));
    }

    /** Chooses from the menu of a message. */
    static void choose(Locator article, String item) {
        article.hover();
        article.getByRole(AriaRole.BUTTON, named("More")).click();
        article.page().getByRole(AriaRole.MENUITEM, exactly(item)).click();
    }

    static Page.GetByRoleOptions exactly(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }
}
