using Xunit;

namespace MusicAuth.Tests.Shared;

/// <summary>Long tests run in CI, and on other machines with MUSICAUTH_TEST_LONG=1.</summary>
public static class LongTests
{
    public const string Reason = "This test takes long. Set MUSICAUTH_TEST_LONG=1 to run it.";

    public static bool Run { get; } = Environment.GetEnvironmentVariable("MUSICAUTH_TEST_LONG") == "1";

    /// <summary>The trait of all long tests, for filters.</summary>
    internal static IReadOnlyCollection<KeyValuePair<string, string>> Traits { get; } = [new("Length", "Long")];

    /// <summary>Returns the argument of a long suite, or skips its tests.</summary>
    public static T Only<T>(T argument)
    {
        Assert.SkipUnless(Run, Reason);
        return argument;
    }
}
