namespace MusicAuth.Sandbox.Music;

/// <summary>Songs, albums and artists that are computed from their numbers, without a table.</summary>
internal static class Catalogue
{
    public const int Size = 10_000_000;
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly string[] Adjectives =
    [
        "Quiet", "Electric", "Golden", "Northern", "Paper", "Silver", "Hollow", "Burning", "Distant",
        "Velvet", "Broken", "Slow", "Neon", "Salt", "Winter", "Wild", "Crooked", "Faded", "Second", "Lucid",
        "Amber", "Restless", "Borrowed",
    ];

    private static readonly string[] Nouns =
    [
        "Harbour", "Lights", "River", "Machine", "Garden", "Letters", "Horses", "Weather", "Morning",
        "Avenue", "Satellite", "Mirrors", "Season", "Signal", "Ocean", "Shadow", "Engine", "Parade",
        "Orchard", "Echo", "Station", "Fever", "Tide",
    ];

    private static readonly string[] First =
    [
        "Ines", "Jonas", "Mara", "Tobias", "Noor", "Elif", "Pascal", "Lena", "Yuki", "Amadou", "Petra",
        "Søren", "Chloé",
    ];

    private static readonly string[] Last =
    [
        "Okafor", "Lindqvist", "Moreau", "Castellan", "Varga", "Tanaka", "Hartmann", "Silva", "Ó Briain",
        "Nowak", "Reyes",
    ];

    private static readonly string[] Moods =
    [
        "Sunday", "Focus", "Running", "Late night", "Road trip", "Kitchen", "Rainy day", "Summer",
        "Throwback", "Deep work", "Dinner", "Warm-up", "Slow dance", "Commute", "Campfire",
    ];

    public static string Title(int song) => (Hash.Of(song) % 6) switch
    {
        0 => $"{Hash.Pick(Adjectives, song)} {Hash.Pick(Nouns, song + 1)}",
        1 => $"The {Hash.Pick(Nouns, song)} Song",
        2 => $"{Hash.Pick(Nouns, song)} & {Hash.Pick(Nouns, song + 3)}",
        3 => $"When the {Hash.Pick(Nouns, song)} Sleeps",
        4 => $"{Hash.Pick(Adjectives, song)} ({Hash.Pick(Moods, song)} Version)",
        _ => $"{Hash.Pick(Nouns, song)} No. {(song % 12) + 1}",
    };

    public static string AlbumTitle(int album) =>
        $"{Hash.Pick(Adjectives, album + 1_000_003)} {Hash.Pick(Nouns, album + 2_000_003)}";

    public static string ArtistName(int artist) => (Hash.Of(artist + 5) % 3) switch
    {
        0 => $"The {Hash.Pick(Adjectives, artist)} {Hash.Pick(Nouns, artist)}",
        1 => $"{Hash.Pick(First, artist)} {Hash.Pick(Last, artist + 9)}",
        _ => $"{Hash.Pick(Nouns, artist)} {Hash.Pick(Nouns, artist + 31)}",
    };

    public static string PlaylistName(long seed) =>
        $"{Hash.Pick(Moods, seed)} {Hash.Pick(Nouns, seed + 13).ToLowerInvariant()}";

    /// <summary>The song that a search finds at a position.</summary>
    public static Song Hit(string words, int position)
    {
        var seed = words.Aggregate(7L, (sum, letter) => (sum * 31) + letter) % 1_000_003;
        return new((int)(Hash.Of(seed + position) % Size));
    }

    public static string Registrant(int block) => $"M{Base36[block / 36 % 36]}{Base36[block % 36]}";
}
