using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace MusicAuth.Tests.Shared;

/// <summary>A program that a test needs and that can be missing on a machine.</summary>
public static class Requirement
{
    /// <summary>Skips the test with the reason, or fails it where MUSICAUTH_TEST_REQUIRE has the name.</summary>
    [DoesNotReturn]
    public static void Missing(string name, string reason)
    {
        var required = (Environment.GetEnvironmentVariable("MUSICAUTH_TEST_REQUIRE") ?? "").Split(',');
        if (required.Contains(name, StringComparer.Ordinal))
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
