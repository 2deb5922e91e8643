using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>Identifiers use the field's terms: docs/glossary.md names the term for each word banned here.</summary>
public sealed class WordTests
{
    private static readonly HashSet<string> Banned =
    [
        "seal", "seals", "sealed", "unseal", "unseals", "reseal", "care", "hear", "hears", "heard", "told", "tell",
        "tells", "doubt", "doubts", "condemn", "condemned", "death", "fate", "adopt", "adopted", "remains",
        "handout", "spent", "visit", "visits", "arrival", "standing", "admission", "people", "person", "persons",
        "oddity", "oddities", "governor", "lane", "lanes", "door", "doors", "illness", "kept", "shelf", "wish",
        "wishes", "lack", "lacks", "mend", "mends", "offer", "offers", "paste", "who", "whose", "whom", "nobody",
        "somebody", "anybody", "everybody", "anew",
    ];

    // These names are sent, stored, configured or logged.
    private static readonly HashSet<string> OnTheWire =
    [
        "ProviderInfo.PasteBack", "ChangeUsers.People", "ConsentEntry.Person", "DeezerToken.Person", "FaultRule.Person",
        "RevokeConsent.Person", "SpotifyConsent.Person", "GrantRollbackHandler.kept", "GrantRollbackHandler.inDoubt",
        "PrivateTargets.Everybody", "PrivateTargets.Nobody", "SpotifyApp.AllowedPeople",
    ];

    [Theory]
    [InlineData("MusicAuth")]
    [InlineData("MusicAuth.Sandbox")]
    public void Identifiers_use_no_banned_word(string assembly) =>
        Found(Identifiers.Of(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll")))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("SealedAccessToken")]
    [InlineData("_isKept")]
    [InlineData("toldTwice")]
    [InlineData("APerson")]
    public void A_banned_word_is_found_inside_a_name(string name) =>
        Found([("Planted", name)]).ShouldHaveSingleItem();

    [Fact]
    public async Task The_names_of_locals_parameters_and_local_functions_are_read()
    {
        (await PlantedAsync(1)).ShouldBe(3);

        var names = Identifiers.Of(typeof(WordTests).Assembly.Location)
            .Where(name => name.Type == nameof(WordTests)).Select(name => name.Name).ToArray();

        names.ShouldContain("plantedParameter");
        names.ShouldContain("plantedLocal");
        names.ShouldContain("PlantedFunction");
    }

    private static IEnumerable<string> Found(IEnumerable<(string Type, string Name)> names) => names
        .Where(name => Identifiers.WordsOf(name.Name).Any(Banned.Contains))
        .Select(name => $"{name.Type}.{name.Name.Replace("get_", "").Replace("set_", "")}")
        .Except(OnTheWire);

    private static async Task<int> PlantedAsync(int plantedParameter)
    {
        var plantedLocal = plantedParameter + 1;
        await Task.Yield();
        return PlantedFunction() + plantedLocal;

        static int PlantedFunction() => 1;
    }
}
