namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// How many cycles: 25 in all, or by hand MUSICAUTH_CRASH_CYCLES for each way that a provider treats refresh tokens.
/// MUSICAUTH_CRASH_SEED repeats a run.
/// </summary>
internal static class CrashPlan
{
    private const int Usual = 25;

    private static readonly int? ByHand = Number("MUSICAUTH_CRASH_CYCLES");

    public static bool IsByHand => ByHand is not null;

    public static int Seed { get; } = Number("MUSICAUTH_CRASH_SEED") ?? Random.Shared.Next(1_000_000_000);

    /// <param name="share">Of 25.</param>
    /// <param name="rotations">What the provider may do.</param>
    public static IEnumerable<Rotation> Cycles(int share, params Rotation[] rotations) => ByHand is { } all
        ? rotations.SelectMany(rotation => Enumerable.Repeat(rotation, Math.Max(1, all * share / Usual)))
        : Enumerable.Range(0, share).Select(number => rotations[number % rotations.Length]);

    /// <summary>For what does not depend on rotation.</summary>
    public static int Repeats(int usual) => ByHand ?? usual;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
