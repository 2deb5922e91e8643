using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Persistence;
using MusicAuth.Tests.Operations;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence;

public sealed class InstanceIdentityTests : IDisposable
{
    private readonly Instance _instance = new();

    private string File => Path.Combine(_instance.DataDirectory, "instance");

    [Fact]
    public async Task an_instance_keeps_its_identity_over_restarts()
    {
        var first = await IdentityAsync();

        first.ShouldNotBe(Guid.Empty);
        (await IdentityAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task another_data_directory_is_another_instance() =>
        (await IdentityAsync(("DataDirectory", _instance.Beside("other")))).ShouldNotBe(await IdentityAsync());

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task what_is_no_identity_is_replaced_by_one(string content)
    {
        var first = await IdentityAsync();
        await System.IO.File.WriteAllTextAsync(File, content);

        var second = await IdentityAsync();

        second.ShouldNotBe(first);
        (await IdentityAsync()).ShouldBe(second);
    }

    [Fact]
    public void before_the_start_there_is_none() =>
        Should.Throw<InvalidOperationException>(() => new InstanceIdentity().Id);

    public void Dispose() => _instance.Dispose();

    private async Task<Guid> IdentityAsync(params (string Key, string Value)[] settings)
    {
        var host = await _instance.StartAsync(settings);
        var id = host.Services.GetRequiredService<InstanceIdentity>().Id;
        _instance.Stop();
        return id;
    }
}
