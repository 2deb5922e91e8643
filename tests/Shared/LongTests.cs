using Xunit;

namespace MusicAuth.Tests.Shared;

/// <summary>Tests that take long run in CI, and elsewhere where MUSICAUTH_TEST_LONG=1 asks for them.</summary>
public static class LongTests
{
    public const string Reason = "This test takes long. Set MUSICAUTH_TEST_LONG=1 to run it.";

    public static bool Run { get; } = Environment.GetEnvironmentVariable("MUSICAUTH_TEST_LONG") == "1";

    /// <summary>The trait of all long tests, for filters.</summary>
    internal static IReadOnlyCollection<KeyValuePair<string, string>> Traits { get; } = [new("Length", "Long")];

    /// <summary>The argument of a suite that repeats another one and so is long as a whole.</summary>
    public static T Only<T>(T argument)
    {
        Assert.SkipUnless(Run, Reason);
        return argument;
    }
}
