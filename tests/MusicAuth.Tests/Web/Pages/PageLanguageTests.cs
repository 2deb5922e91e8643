using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>Every text of the page comes from the dictionary of a language.</summary>
public sealed partial class PageLanguageTests
{
    // Names that are the same in every language, keys of the keyboard, endings of dictionary keys, and settings.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Spotify", "Deezer", "Homepage", "Glance", "Home Assistant", "Python", "Enter", "Escape",
        "Home", "End", "Dated", "Named", "Directory", "Passphrase",
    };

    private static readonly PageDictionary English = PageDictionary.Read("en");

    public static TheoryData<string> Translations => new(Directory
        .EnumerateFiles(Path.Combine(PageFiles.Root, "js", "languages"), "*.js")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(language => language != "en"));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_every_text_with_the_same_placeholders(string language)
    {
        var translation = PageDictionary.Read(language);

        translation.Texts.Keys.ShouldBe(English.Texts.Keys);
        English.Texts.Keys
            .Where(key => !Placeholders(translation.Texts[key]).SetEquals(Placeholders(English.Texts[key])))
            .ShouldBeEmpty();
        translation.Texts.Where(text => string.IsNullOrWhiteSpace(text.Value)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void A_language_has_one_apostrophe(string language) =>
        PageDictionary.Read(language).Texts.Where(text => text.Value.Contains('\'')).ShouldBeEmpty();

    [Fact]
    public void Every_text_that_the_page_asks_for_is_in_the_dictionary()
    {
        var keys = PageFiles.Scripts
            .SelectMany(script => RequestedKey().Matches(script.Value).Select(match => (script.Key, match)))
            .Select(found => (File: found.Key, Text: found.match.Groups["key"].Value))
            .ToList();

        keys.Count.ShouldBeGreaterThan(200);
        // Where the last part of a key is a code or a name, the group must exist.
        keys.Where(key => !English.Has(GroupOf(key.Text)) && !IsOfTheLibrary(key.File, key.Text)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_text_of_the_html_is_replaced_by_one_of_the_dictionary()
    {
        var keys = new[] { "index.html", "404.html" }
            .SelectMany(file => Marked().Matches(File.ReadAllText(Path.Combine(PageFiles.Root, file))))
            .Select(match => match.Groups["key"].Value)
            .ToList();

        keys.Count.ShouldBeGreaterThan(10);
        keys.Where(key => !English.Texts.ContainsKey(key)).ShouldBeEmpty();
    }

    [Fact]
    public void No_script_contains_a_text()
    {
        var sentences = PageFiles.Scripts
            .SelectMany(script => Literals().Matches(WithoutComments(script.Value))
                .Select(match => (File: script.Key, Text: match.Groups["text"].Value)))
            .Where(literal => Sentence().IsMatch(literal.Text))
            // Only a programmer reads the message of this exception.
            .Where(literal => !Names.Contains(literal.Text) && !literal.Text.StartsWith("The dictionary $"));

        sentences.ShouldBeEmpty();
    }

    // Its function text() adds the section.
    private static bool IsOfTheLibrary(string file, string key) =>
        file.Contains("library", StringComparison.Ordinal) && English.Has(GroupOf($"library.{key}"));

    private static string GroupOf(string key)
    {
        var code = key.IndexOf("${", StringComparison.Ordinal);
        return code < 0 ? key : key[..key.LastIndexOf('.', code)];
    }

    private static HashSet<string> Placeholders(string text) =>
        [.. Placeholder().Matches(text).Select(match => match.Value)];

    private static string WithoutComments(string script) => Comment().Replace(script, "");

    [GeneratedRegex(@"\{\w+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    // t("…"), parts("…"), known("…"), has("…"), also with a choice of two keys: t(x ? "a.b" : "a.c").
    [GeneratedRegex("""["`](?<key>(?!musicauth\.)[a-z][A-Za-z]+(\.[\w:$\{\} -]+)+)["`](?!\s*[,\]]\s*\n?\s*snippets)""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestedKey();

    [GeneratedRegex("""data-(text|label)="(?<key>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marked();

    [GeneratedRegex("""(?<quote>["`])(?<text>(?:(?!\k<quote>)[^\\\n]|\\.)*)\k<quote>""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literals();

    // A capital and a space between words, or a word of a capital and small letters.
    [GeneratedRegex(@"^\s*[A-ZÀ-Ý][a-zà-ÿ’']+(\s+[\w$\{]|[.…?!]?$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex("//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
