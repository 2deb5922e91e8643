namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// The number of cycles: 25 in all, or in a run by hand MUSICAUTH_CRASH_CYCLES for each kind of rotation.
/// MUSICAUTH_CRASH_SEED repeats a run.
/// </summary>
internal static class CrashPlan
{
    private const int DefaultCycles = 25;

    private static readonly int? ByHand = Number("MUSICAUTH_CRASH_CYCLES");

    public static bool IsByHand => ByHand is not null;

    public static int Seed { get; } = Number("MUSICAUTH_CRASH_SEED") ?? Random.Shared.Next(1_000_000_000);

    /// <param name="share">The share of the 25 cycles.</param>
    /// <param name="rotations">The kinds of rotation, in turns.</param>
    public static IEnumerable<Rotation> Cycles(int share, params Rotation[] rotations) => ByHand is { } all
        ? rotations.SelectMany(rotation => Enumerable.Repeat(rotation, Math.Max(1, all * share / DefaultCycles)))
        : Enumerable.Range(0, share).Select(number => rotations[number % rotations.Length]);

    /// <summary>The number of repeats for tests that do not depend on the rotation.</summary>
    public static int Repeats(int usual) => ByHand ?? usual;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
