return await Launcher.RunAsync(args);
