using Shouldly;

namespace MusicAuth.Tests.Access.OwnerLinks;

internal static class TaskAssertions
{
    public static async Task ShouldBeAsync(this Task<bool> actual, bool expected) => (await actual).ShouldBe(expected);
}
