using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>Runs a command line of the whole program inside the test process.</summary>
internal static class InProcessCommand
{
    private static readonly Func<WebApplicationBuilder, WebApplication> Compose = FindCompose();

    public static Task<CommandResult> RunAsync(params string[] args) => RunAsync(args, _ => { });

    /// <param name="args">The command line.</param>
    /// <param name="services">Adds services before those of the program.</param>
    public static async Task<CommandResult> RunAsync(string[] args, Action<IServiceCollection> services)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            args,
            builder =>
            {
                services(builder.Services);
                return Compose(builder);
            },
            output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    // The lambda of Program.cs.
    private static Func<WebApplicationBuilder, WebApplication> FindCompose()
    {
        var program = typeof(CommandLine).Assembly.GetType("Program")!;
        var lambda = program.GetNestedTypes(BindingFlags.NonPublic)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic))
            .Single(method => method.ReturnType == typeof(WebApplication)
                && method.GetParameters() is [{ ParameterType: var type }] && type == typeof(WebApplicationBuilder));
        var target = lambda.IsStatic ? null : Activator.CreateInstance(lambda.DeclaringType!, nonPublic: true);
        return lambda.CreateDelegate<Func<WebApplicationBuilder, WebApplication>>(target);
    }
}
