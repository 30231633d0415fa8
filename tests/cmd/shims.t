#!/bin/bash
# SPDX-License-Identifier: MIT
# The .cmd files that package managers write, unchanged in shape: npm's shims (the README and documentation of npm's
# cmd-shim tell what they do: find node beside themselves, else along PATH, and pass all arguments on), and the start of
# build wrappers, which look for Java.  Programs that are to be found are of our own: tests/cmd/arguments.c.
. "$SRC/tests/cmd/cmd.sh"

${CC_x86_64:-x86_64-w64-mingw32-gcc} -O1 -o arguments.exe "$SRC/tests/cmd/arguments.c" > build.err 2>&1
result $? 'the program that prints its arguments is built' build.err || { plan; exit 1; }

mkdir -p 'bin dir/node_modules/tool/bin' path
write_batch 'bin dir/tool.cmd' <<'B'
@ECHO off
GOTO start
:find_dp0
SET dp0=%~dp0
EXIT /b
:start
SETLOCAL
CALL :find_dp0

IF EXIST "%dp0%\node.exe" (
  SET "_prog=%dp0%\node.exe"
) ELSE (
  SET "_prog=node"
  SET PATHEXT=%PATHEXT:;.JS;=;%
)

endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\node_modules\tool\bin\tool.js" %*
B
here=Z:$(pwd | tr / '\\')
cp arguments.exe 'bin dir/node.exe'
expect 'an npm shim: node beside it, arguments with blanks and operators' 7 "[$here\\bin dir\\\\node.exe]
[$here\\bin dir\\\\node_modules\\tool\\bin\\tool.js]
[a b]
[--x=y&z]
[exit7]" $RUNNER 'bin dir/tool.cmd' 'a b' '--x=y&z' exit7
mv 'bin dir/node.exe' path/
PATH=$PWD/path:$PATH expect 'an npm shim: node along PATH' 0 "[node]
[$here\\bin dir\\\\node_modules\\tool\\bin\\tool.js]
[one]" $RUNNER 'bin dir/tool.cmd' one
printf '@cmd /d /s /c ""bin dir\\tool.cmd" "x y" exit7"\r\n' > raw.cmd
PATH=$PWD/path:$PATH expect 'cmd /d /s /c "..." as node and npm call it' 7 "[node]
[$here\\bin dir\\\\node_modules\\tool\\bin\\tool.js]
[x y]
[exit7]" $RUNNER raw.cmd

# what Gradle's wrapper script does up to its first java, in the constructs that it uses
write_batch gradlew.bat <<'B'
@if "%DEBUG%"=="" @echo off
@rem ##########################################################################
@rem Set local scope for the variables with windows NT shell
if "%OS%"=="Windows_NT" setlocal

set DIRNAME=%~dp0
if "%DIRNAME%"=="" set DIRNAME=.
@rem This is normally unused
set APP_BASE_NAME=%~n0
set APP_HOME=%DIRNAME%

@rem Resolve any "." and ".." in APP_HOME to make it shorter.
for %%i in ("%APP_HOME%") do set APP_HOME=%%~fi

set DEFAULT_JVM_OPTS="-Xmx64m" "-Xms64m"

if defined JAVA_HOME goto findJavaFromJavaHome

set JAVA_EXE=java.exe
%JAVA_EXE% -version >NUL 2>&1
if %ERRORLEVEL% equ 0 goto execute

echo. 1>&2
echo ERROR: JAVA_HOME is not set and no 'java' command could be found in your PATH. 1>&2
goto fail

:findJavaFromJavaHome
set JAVA_HOME=%JAVA_HOME:"=%
set JAVA_EXE=%JAVA_HOME%/bin/java.exe

if exist "%JAVA_EXE%" goto execute

echo. 1>&2
echo ERROR: JAVA_HOME is set to an invalid directory: %JAVA_HOME% 1>&2
goto fail

:execute
set CLASSPATH=%APP_HOME%\gradle\wrapper\gradle-wrapper.jar

"%JAVA_EXE%" %DEFAULT_JVM_OPTS% %JAVA_OPTS% %GRADLE_OPTS% "-Dorg.gradle.appname=%APP_BASE_NAME%" -classpath "%CLASSPATH%" org.gradle.wrapper.GradleWrapperMain %*

:end
if %ERRORLEVEL% equ 0 goto mainEnd

:fail
set EXIT_CODE=%ERRORLEVEL%
if %EXIT_CODE% equ 0 set EXIT_CODE=1
if not ""=="%GRADLE_EXIT_CONSOLE%" exit %EXIT_CODE%
exit /b %EXIT_CODE%

:mainEnd
if "%OS%"=="Windows_NT" endlocal

:omega
B
mkdir -p 'jdk 1/bin' && cp arguments.exe 'jdk 1/bin/java.exe'
expect 'a build wrapper: java of JAVA_HOME' 0 "[$here\\jdk 1/bin/java.exe]
[-Xmx64m]
[-Xms64m]
[-Dorg.gradle.appname=gradlew]
[-classpath]
[$here\\\\gradle\\wrapper\\gradle-wrapper.jar]
[org.gradle.wrapper.GradleWrapperMain]
[build]
[-x]" env "JAVA_HOME=$here\\jdk 1" $RUNNER gradlew.bat build -x
expect 'a build wrapper: its java fails' 7 "[$here\\jdk 1/bin/java.exe]
[-Xmx64m]
[-Xms64m]
[-Dorg.gradle.appname=gradlew]
[-classpath]
[$here\\\\gradle\\wrapper\\gradle-wrapper.jar]
[org.gradle.wrapper.GradleWrapperMain]
[exit7]" env "JAVA_HOME=$here\\jdk 1" $RUNNER gradlew.bat exit7
expect 'a build wrapper: JAVA_HOME is wrong' 1 " 
ERROR: JAVA_HOME is set to an invalid directory: Z:\\nowhere " env 'JAVA_HOME=Z:\nowhere' $RUNNER gradlew.bat
# 9009, the level of a command that is none, in the 8 bits of a status
expect 'a build wrapper: no java at all' 49 " 
ERROR: JAVA_HOME is not set and no 'java' command could be found in your PATH. " env -u JAVA_HOME PATH=/nowhere "${RUNNER%% *}" gradlew.bat
cp arguments.exe java.exe
expect 'a build wrapper: java of the current folder' 0 "[java.exe]
[-Xmx64m]
[-Xms64m]
[-Dorg.gradle.appname=gradlew]
[-classpath]
[$here\\\\gradle\\wrapper\\gradle-wrapper.jar]
[org.gradle.wrapper.GradleWrapperMain]" env -u JAVA_HOME $RUNNER gradlew.bat

# what Maven's wrapper does: its folder is found upwards, its settings are read line by line
write_batch mvnw.cmd <<'B'
@REM Begin all REM lines with '@' in case MAVEN_BATCH_ECHO is 'on'
@echo off
@setlocal
set ERROR_CODE=0
@REM To isolate internal variables from possible post scripts, we use another setlocal
@setlocal
if not "%JAVA_HOME%" == "" goto OkJHome
echo.
echo Error: JAVA_HOME not found in your environment. >&2
goto error
:OkJHome
if exist "%JAVA_HOME%\bin\java.exe" goto init
echo Error: JAVA_HOME is set to an invalid directory. >&2
goto error
:init
set MAVEN_PROJECTBASEDIR=%MAVEN_BASEDIR%
IF NOT "%MAVEN_PROJECTBASEDIR%"=="" goto endDetectBaseDir
set EXEC_DIR=%CD%
set WDIR=%EXEC_DIR%
:findBaseDir
IF EXIST "%WDIR%"\.mvn goto baseDirFound
cd ..
IF "%WDIR%"=="%CD%" goto baseDirNotFound
set WDIR=%CD%
goto findBaseDir
:baseDirFound
set MAVEN_PROJECTBASEDIR=%WDIR%
cd "%EXEC_DIR%"
goto endDetectBaseDir
:baseDirNotFound
set MAVEN_PROJECTBASEDIR=%EXEC_DIR%
cd "%EXEC_DIR%"
:endDetectBaseDir
IF NOT EXIST "%MAVEN_PROJECTBASEDIR%\.mvn\jvm.config" goto endReadAdditionalConfig
@setlocal EnableExtensions EnableDelayedExpansion
for /F "usebackq delims=" %%a in ("%MAVEN_PROJECTBASEDIR%\.mvn\jvm.config") do set JVM_CONFIG_MAVEN_PROPS=!JVM_CONFIG_MAVEN_PROPS! %%a
@endlocal & set JVM_CONFIG_MAVEN_PROPS=%JVM_CONFIG_MAVEN_PROPS%
:endReadAdditionalConfig
SET MAVEN_JAVA_EXE="%JAVA_HOME%\bin\java.exe"
set WRAPPER_URL="none"
FOR /F "usebackq tokens=1,2 delims==" %%A IN ("%MAVEN_PROJECTBASEDIR%\.mvn\wrapper\maven-wrapper.properties") DO (
    IF "%%A"=="wrapperUrl" SET WRAPPER_URL=%%B
)
%MAVEN_JAVA_EXE% ^
  %JVM_CONFIG_MAVEN_PROPS% ^
  %MAVEN_OPTS% ^
  "-Dmaven.multiModuleProjectDirectory=%MAVEN_PROJECTBASEDIR%" ^
  -Durl=%WRAPPER_URL% %*
if ERRORLEVEL 1 goto error
goto end
:error
set ERROR_CODE=1
:end
@endlocal & set ERROR_CODE=%ERROR_CODE%
if not "%MAVEN_SKIP_RC%"=="" goto skipRcPost
:skipRcPost
cmd /C exit /B %ERROR_CODE%
B
mkdir -p .mvn/wrapper below
printf -- '-Xmx1g\r\n-Dq=1\r\n' > .mvn/jvm.config
printf 'distributionUrl=x\r\nwrapperUrl=https://example.invalid/w.jar\r\n' > .mvn/wrapper/maven-wrapper.properties
cd below || exit 1
expect 'a wrapper that looks upwards for its project and reads its settings' 0 "[$here\\jdk 1\\bin\\java.exe]
[-Xmx1g]
[-Dq=1]
[-Dmaven.multiModuleProjectDirectory=$here]
[-Durl=https://example.invalid/w.jar]
[verify]" env "JAVA_HOME=$here\\jdk 1" $RUNNER ../mvnw.cmd verify
expect 'the same: its java fails' 1 "[$here\\jdk 1\\bin\\java.exe]
[-Xmx1g]
[-Dq=1]
[-Dmaven.multiModuleProjectDirectory=$here]
[-Durl=https://example.invalid/w.jar]
[exit7]" env "JAVA_HOME=$here\\jdk 1" $RUNNER ../mvnw.cmd exit7
plan
