using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Settings;

public sealed class OptionsBindingTests
{
    [Fact]
    public void A_value_of_the_wrong_kind_hides_no_other_error()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Access:Registration", "Everybody"),
            new("Upstream:TimeoutSeconds", "soon"),
        ]).Build());
        services.AddUpstreamCalls().AddOptions<AccessOptions>().BindSection(AccessOptions.Section);
        using var provider = services.BuildContainer();

        var errors = Should.Throw<AggregateException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());

        var all = string.Join('\n', errors.InnerExceptions.Select(error => error.Message));
        all.ShouldContain("Access:Registration");
        all.ShouldContain("Upstream:TimeoutSeconds");
    }
}

file static class Containers
{
    // The test has no host that could build the container.
#pragma warning disable RS0030
    public static ServiceProvider BuildContainer(this IServiceCollection services) => services.BuildServiceProvider();
#pragma warning restore RS0030
}
